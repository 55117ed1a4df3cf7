import type { BodyInput } from "@veza/contracts/endpoint";
import type * as contract from "@veza/contracts/http/bots";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { queryClient } from "../../lib/query-client.ts";

const bots = endpointsOf(() => import("@veza/contracts/http/bots"));

const keys = {
  bots: ["bots"] as const,
  webhooks: (roomId: string) => ["webhooks", roomId] as const,
};
const refreshBots = () => queryClient.invalidateQueries({ queryKey: keys.bots });

/** Accounts for one's programs. */
export const botsQuery = {
  queryKey: keys.bots,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(bots("listBots"), { signal }),
};

export const createBotMutation = {
  mutationFn: (body: BodyInput<typeof contract.createBot>) => call(bots("createBot"), { body }),
  onSuccess: () => void refreshBots(),
};

export const renewBotSecretMutation = {
  mutationFn: (userId: string) => call(bots("renewBotSecret"), { params: { user_id: userId } }),
};

export const deleteBotMutation = {
  mutationFn: (userId: string) => call(bots("deleteBot"), { params: { user_id: userId } }),
  onSuccess: () => void refreshBots(),
};

/** Addresses of a room that other services post to. */
export const webhooksQuery = (roomId: string) => ({
  queryKey: keys.webhooks(roomId),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(bots("listWebhooks"), { params: { room_id: roomId }, signal }),
});

export const createWebhookMutation = (roomId: string) => ({
  mutationFn: (body: BodyInput<typeof contract.createWebhook>) =>
    call(bots("createWebhook"), { params: { room_id: roomId }, body }),
  onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.webhooks(roomId) }),
});

export const deleteWebhookMutation = (roomId: string) => ({
  mutationFn: (webhookId: string) =>
    call(bots("deleteWebhook"), { params: { room_id: roomId, webhook_id: webhookId } }),
  onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.webhooks(roomId) }),
});
