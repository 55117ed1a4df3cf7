import { AppError } from "@veza/worker-kit/app-error";
import { decodeField, type MultipartError, make, type PartInfo } from "multipasta";

/** Bytes of one text field and of all fields together. */
const MAX_FIELD_BYTES = 32 * 1024;
const MAX_PARTS = 40;

export interface FormFile {
  file_name: string;
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads a multipart form as it arrives: `onFile` gets the one file as a stream and must consume it; fields
 * before and after it are collected (`before` holds those that came first). Pressure goes back to the client:
 * the next chunk is read when the last one was taken. Throws `unsupported_media_type`, `invalid_request`,
 * `payload_too_large`, or what `onFile` throws.
 */
export async function readForm(
  request: Request,
  onFile: (file: FormFile, before: Map<string, string>) => Promise<void>,
): Promise<Map<string, string>> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data;/i.test(contentType) || request.body === null) {
    throw new AppError("unsupported_media_type", { detail: "Send multipart/form-data with a `file`." });
  }
  const fields = new Map<string, string>();
  /** What the parser found and nobody has taken yet: chunks of the file, and null at its end. */
  const queue: (Uint8Array | null)[] = [];
  const found: { name: string | null; files: number; error: AppError | null; done: boolean } = {
    name: null,
    files: 0,
    error: null,
    done: false,
  };

  const parser = make({
    headers: { "content-type": contentType },
    maxParts: MAX_PARTS,
    maxFieldSize: MAX_FIELD_BYTES,
    maxPartSize: Number.MAX_SAFE_INTEGER,
    maxTotalSize: Number.MAX_SAFE_INTEGER,
    isFile: (info) => nameOf(info) === "file" || dispositionValue(info, "filename") !== undefined,
    onField: (info, value) => void fields.set(nameOf(info), decodeField(info, value)),
    onFile: (info) => {
      found.files += 1;
      if (nameOf(info) !== "file" || found.files > 1)
        found.error = new AppError("invalid_request", { detail: "Send one file, named `file`." });
      found.name = dispositionValue(info, "filename") ?? "untitled";
      return (chunk) => void queue.push(chunk);
    },
    onError: (error) => {
      found.error ??= formError(error);
    },
    onDone: () => {
      found.done = true;
    },
  });

  const reader = request.body.getReader();
  /** Feeds the parser with one more chunk; false at the end of the body. */
  const advance = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    if (done) parser.end();
    else parser.write(value);
    if (found.error !== null) throw found.error;
    return !done;
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (queue.length > 0) {
        const chunk = queue.shift();
        if (chunk === null || chunk === undefined) return;
        yield chunk;
      }
      if (!(await advance()))
        throw new AppError("invalid_request", { detail: "The form ends inside the file." });
    }
  }

  while (found.name === null && (await advance()));
  if (found.name === null)
    throw new AppError("validation_failed", {
      errors: [{ pointer: "/file", code: "required", message: "Choose a file." }],
    });
  await onFile({ file_name: found.name, chunks: chunks() }, fields);
  while (await advance());
  if (!found.done) throw new AppError("invalid_request", { detail: "The form is not complete." });
  return fields;
}

function formError(error: MultipartError): AppError {
  if (error._tag === "ReachedLimit")
    return new AppError("payload_too_large", { detail: `The form passes a limit: ${error.limit}.` });
  return new AppError("invalid_request", { detail: "The body is not a well-formed multipart form." });
}

const nameOf = (info: PartInfo): string => dispositionValue(info, "name") ?? "";

/**
 * A value of a part's Content-Disposition as browsers write it (HTML, "multipart/form-data encoding
 * algorithm"): raw UTF-8 with `"` and line ends percent-encoded. The parser's own reading follows RFC 7231
 * and knows no Unicode.
 */
function dispositionValue(info: PartInfo, name: "name" | "filename"): string | undefined {
  const header = [info.headers["content-disposition"] ?? ""].flat().join(";");
  const match =
    new RegExp(`;\\s*${name}="([^"]*)"`, "i").exec(header) ??
    new RegExp(`;\\s*${name}=([^";\\s]+)`, "i").exec(header);
  return match?.[1]?.replaceAll("%22", '"').replaceAll(/%0[AD]/gi, " ");
}
