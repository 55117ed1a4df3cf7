import { TrackDraft } from "@veza/contracts/http/tracks";
import { AppError } from "@veza/worker-kit/app-error";
import { fieldErrors } from "@veza/worker-kit/mount";

const NUMBERS = new Set(["bpm"]);
const BOOLEANS = new Set(["is_downloadable"]);
const LISTS = new Set(["tags"]);

/**
 * Reads the fields of a track from text (form fields, tus metadata): numbers and booleans by their usual
 * spelling, tags as a JSON array or separated by commas; an empty text is an absent field. Throws
 * `validation_failed`.
 */
export function readDraft(fields: Map<string, string>): TrackDraft {
  const values: Record<string, unknown> = {};
  for (const [name, text] of fields) {
    if (text.trim() === "" && name !== "title" && name !== "artist") continue;
    values[name] = NUMBERS.has(name)
      ? Number(text)
      : BOOLEANS.has(name)
        ? readBoolean(text)
        : LISTS.has(name)
          ? readList(text)
          : text;
  }
  const result = TrackDraft.safeParse(values);
  if (!result.success) throw new AppError("validation_failed", { errors: fieldErrors(result.error, "/") });
  return result.data;
}

const readBoolean = (text: string): unknown =>
  /^(true|1|on|yes)$/i.test(text) ? true : /^(false|0|off|no)$/i.test(text) ? false : text;

function readList(text: string): unknown {
  if (text.trimStart().startsWith("[")) {
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON after all: the schema says what is wrong with it.
      return text;
    }
  }
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
