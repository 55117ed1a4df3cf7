import { QueryClient } from "@tanstack/react-query";
import type { TrackProgress } from "@veza/contracts/ws/inbox";
import { beforeEach, describe, expect, test } from "vitest";
import { sampleId, sampleTrack } from "../../testing/sample-track.ts";
import { queryKeys } from "../operations/query-keys.ts";
import { applyFrame, withProgress } from "./apply-frame.ts";
import { useProgress } from "./progress.ts";
import { useUnread } from "./unread.ts";

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
    useUnread.setState({ unread: 0 });
    useProgress.setState({ words: {} });
    client.setQueryData(queryKeys.track(onItsWay.id), onItsWay);
    client.setQueryData(queryKeys.tracks({ sort: "newest" }), {
      pages: [{ items: [sampleTrack(2), onItsWay], next_cursor: null }],
      pageParams: [undefined],
    });
  });

  test("progress reaches the track's page, the lists and who waits for neither", () => {
    applyFrame(client, word());
    expect(client.getQueryData(queryKeys.track(onItsWay.id))).toMatchObject({ progress: 0.5 });
    expect(client.getQueryData(queryKeys.tracks({ sort: "newest" }))).toMatchObject({
      pages: [{ items: [{ title: "Track 2" }, { progress: 0.5 }] }],
    });
    expect(useProgress.getState().words[onItsWay.id]?.stage).toBe("transcoding");
  });

  test("after a reconnect, `state` catches up on everything missed", () => {
    applyFrame(client, {
      t: "state",
      rooms: [],
      notifications_unread: 4,
      uploads: [word({ stage: "verifying", progress: 0.9 })],
    });
    expect(useUnread.getState().unread).toBe(4);
    expect(client.getQueryData(queryKeys.track(onItsWay.id))).toMatchObject({ stage: "verifying" });
  });

  test("the end asks the server for what the frame does not say", () => {
    applyFrame(client, word({ status: "completed", stage: null, progress: 1 }));
    expect(client.getQueryState(queryKeys.track(onItsWay.id))?.isInvalidated).toBe(true);
    expect(client.getQueryState(queryKeys.tracks({ sort: "newest" }))?.isInvalidated).toBe(true);
  });

  test("notifications read on another device are read here", () => {
    useUnread.setState({ unread: 3 });
    applyFrame(client, { t: "notifications.read", notifications_unread: 0 });
    expect(useUnread.getState().unread).toBe(0);
  });
});
