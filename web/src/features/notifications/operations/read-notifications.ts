import { useMutation } from "@tanstack/react-query";
import { readNotifications } from "@veza/contracts/http/notifications";
import { call } from "../../../lib/api/call.ts";
import { useUnread } from "../../../lib/live/unread.ts";

/** Marks everything up to and including one notification as read. */
export function useReadNotifications() {
  return useMutation({
    mutationFn: (upTo: string) => call(readNotifications, { body: { up_to: upTo } }),
    onSuccess: ({ unread }) => useUnread.setState({ unread }),
  });
}
