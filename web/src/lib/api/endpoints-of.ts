import { ApiError } from "./api-error.ts";

/**
 * The endpoints of one file of the contract, which is loaded (and zod with it) when the first of them is
 * called: what is painted first needs neither.
 * `endpointsOf(() => import("@veza/contracts/http/tracks"))("getTrack")`.
 * @throws ApiError `offline` or `network` when the file cannot be loaded
 */
export function endpointsOf<Contract>(load: () => Promise<Contract>) {
  return async <Name extends keyof Contract>(name: Name): Promise<Contract[Name]> => {
    const contract = await load().catch((cause: unknown) => {
      throw new ApiError(globalThis.navigator?.onLine === false ? "offline" : "network", {
        status: 0,
        cause,
      });
    });
    return contract[name];
  };
}
