import { QueryClient } from "@tanstack/query-core";
import type { TrackProgress } from "@veza/contracts/ws/inbox";
import { beforeEach, describe, expect, test } from "vitest";
import { sampleId, sampleTrack } from "../../testing/sample-track.ts";
import { trackKeys } from "../tracks/keys.ts";
import { progressStore } from "../tracks/progress.ts";
import { applyFrame, withProgress } from "./apply-frame.ts";
import { unreadStore } from "./unread.ts";

const word = (change: Partial<TrackProgress> = {}): TrackProgress => ({
  t: "track.progress",
  track_id: sampleId("trk", 1),
  version: 1,
  status: "processing",
  stage: "transcoding",
  progress: 0.5,
  failure_code: null,
  ...change,
});
const onItsWay = sampleTrack(1, {
  status: "processing",
  stage: "scanning",
  progress: 0,
  stream_manifest_url: null,
});

describe("a word about the pipeline", () => {
  test("moves a new track on", () => {
    expect(withProgress(onItsWay, word())).toMatchObject({
      status: "processing",
      stage: "transcoding",
      progress: 0.5,
      failure: null,
      replacement: null,
    });
  });
  test("a failure brings its sentence and remedy", () => {
    const failed = withProgress(onItsWay, word({ status: "failed", stage: null, failure_code: "silent" }));
    expect(failed).toMatchObject({ status: "failed", failure: { code: "silent" } });
    expect(failed.failure?.remedy).toContain("muted");
  });
  test("about a track that plays already, it is about the replacement: the track stays as it is", () => {
    const track = withProgress(sampleTrack(1), word({ version: 2 }));
    expect(track).toMatchObject({
      status: "completed",
      replacement: { status: "processing", progress: 0.5 },
    });
    expect(withProgress(track, word({ version: 2, status: "completed" })).replacement).toBeNull();
  });
});

describe("frames of the inbox", () => {
  let client: QueryClient;
  beforeEach(() => {
    client = new QueryClient();
    unreadStore.setState({ unread: 0 });
    progressStore.setState({ words: {} });
    client.setQueryData(trackKeys.one(onItsWay.id), onItsWay);
    client.setQueryData(trackKeys.list({ sort: "newest" }), {
      pages: [{ items: [sampleTrack(2), onItsWay], next_cursor: null }],
      pageParams: [undefined],
    });
  });

  test("progress reaches the track's page, the lists and who waits for neither", () => {
    applyFrame(client, word());
    expect(client.getQueryData(trackKeys.one(onItsWay.id))).toMatchObject({ progress: 0.5 });
    expect(client.getQueryData(trackKeys.list({ sort: "newest" }))).toMatchObject({
      pages: [{ items: [{ title: "Track 2" }, { progress: 0.5 }] }],
    });
    expect(progressStore.getState().words[onItsWay.id]?.stage).toBe("transcoding");
  });

  test("after a reconnect, `state` catches up on everything missed", () => {
    applyFrame(client, {
      t: "state",
      rooms: [],
      notifications_unread: 4,
      uploads: [word({ stage: "verifying", progress: 0.9 })],
    });
    expect(unreadStore.getState().unread).toBe(4);
    expect(client.getQueryData(trackKeys.one(onItsWay.id))).toMatchObject({ stage: "verifying" });
  });

  test("the end asks the server for what the frame does not say", () => {
    applyFrame(client, word({ status: "completed", stage: null, progress: 1 }));
    expect(client.getQueryState(trackKeys.one(onItsWay.id))?.isInvalidated).toBe(true);
    expect(client.getQueryState(trackKeys.list({ sort: "newest" }))?.isInvalidated).toBe(true);
  });

  test("notifications read on another device are read here", () => {
    unreadStore.setState({ unread: 3 });
    applyFrame(client, { t: "notifications.read", notifications_unread: 0 });
    expect(unreadStore.getState().unread).toBe(0);
  });
});
