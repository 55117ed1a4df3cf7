import { AppError } from "@veza/worker-kit/app-error";
import { expect, test } from "vitest";
import {
  byteHeader,
  overriddenMethod,
  parseChecksum,
  parseMetadata,
  refuseUnsupported,
  requireTusVersion,
} from "./tus-headers.ts";

const code = (run: () => unknown) => {
  try {
    run();
    return null;
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : thrown;
  }
};

test("metadata is pairs of a key and base64 of UTF-8", () => {
  const fields = parseMetadata("filename w6kud2F2,title SGk=, empty");
  expect([...fields]).toEqual([
    ["filename", "é.wav"],
    ["title", "Hi"],
    ["empty", ""],
  ]);
});

test.each(["title !!!", "title SGk= more", "title SGk=,title SGk=", "title /w=="])(
  "metadata %j is refused",
  (header) => {
    expect(code(() => parseMetadata(header))).toBe("invalid_request");
  },
);

test("offsets and lengths are whole numbers of bytes", () => {
  expect(byteHeader(new Headers({ "upload-offset": "12" }), "upload-offset")).toBe(12);
  expect(byteHeader(new Headers(), "upload-offset")).toBeNull();
  for (const text of ["-1", "1.5", "0x10", "1e3", "9".repeat(20)]) {
    expect(code(() => byteHeader(new Headers({ "upload-offset": text }), "upload-offset"))).toBe(
      "invalid_request",
    );
  }
});

test("a checksum names a known algorithm", () => {
  expect(parseChecksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")).toEqual({
    algorithm: "SHA-1",
    expected: "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed",
  });
  expect(parseChecksum(null)).toBeNull();
  expect(code(() => parseChecksum("md5 AAAA"))).toBe("invalid_request");
});

test("another version of tus is refused with the one that is spoken", () => {
  expect(code(() => requireTusVersion(new Headers({ "tus-resumable": "0.2.2" })))).toBe(
    "tus_version_unsupported",
  );
  expect(code(() => requireTusVersion(new Headers({ "tus-resumable": "1.0.0" })))).toBeNull();
});

test("an extension that is not offered is refused by name", () => {
  expect(code(() => refuseUnsupported(new Headers({ "upload-length": "1" })))).toBeNull();
  for (const header of ["upload-concat", "upload-defer-length"])
    expect(code(() => refuseUnsupported(new Headers({ [header]: "partial" })))).toBe(
      "tus_extension_unsupported",
    );
});

test("a POST stands for the method that its header names, if uploads have that method", () => {
  const method = (value: string) => overriddenMethod(new Headers({ "x-http-method-override": value }));
  expect(["PATCH", "delete", " HEAD "].map(method)).toEqual(["PATCH", "DELETE", "HEAD"]);
  expect(code(() => method("PUT"))).toBe("invalid_request");
  expect(code(() => overriddenMethod(new Headers()))).toBe("method_not_allowed");
});
