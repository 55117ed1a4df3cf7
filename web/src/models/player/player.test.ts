import { describe, expect, test, vi } from "vitest";
import { FakeSocketSource, fakePlayer } from "../../testing/fake-player.ts";
import { fakeNetwork, ready, state as stateOf } from "../../testing/fake-stream.ts";
import { settled } from "../../testing/hand-clock.ts";
import { sampleTrack } from "../../testing/sample-track.ts";
import type { SessionConnector } from "./player-deps.ts";

const tracks = [1, 2, 3].map((number) => sampleTrack(number));

/** A player with a list that plays from its first track. */
async function playing(options: Parameters<typeof fakePlayer>[0] = {}) {
  const all = fakePlayer(options);
  await all.player.playTracks(tracks, 0, 0);
  await settled();
  return all;
}

describe("nothing acts by itself", () => {
  test("importing the page's player touches no browser", async () => {
    await expect(import("./page-player.ts")).resolves.toHaveProperty("pagePlayer");
  });

  test("a player that was made plays nothing, loads nothing and asks nobody", () => {
    const { made, audio, state, fetchTracks } = fakePlayer();
    expect([made.length, audio.paused, state().status, fetchTracks.mock.calls.length]).toEqual([
      0,
      true,
      "idle",
      0,
    ]);
  });
});

describe("the queue", () => {
  test("a list plays from the track that was chosen; what has no audio is left out", async () => {
    const { player, titles, queue, source, state } = fakePlayer();
    const silent = sampleTrack(9, { stream_manifest_url: null });
    await player.playTracks([tracks[0]!, silent, tracks[1]!], 2, 12);
    expect([titles(), queue().index, source().kind]).toEqual(["12", 1, "gapless"]);
    expect(source().load).toHaveBeenCalledWith(expect.objectContaining({ track: tracks[1] }), 12);
    expect(state().status).toBe("playing");
  });

  test("next, previous, jump: to the start of a track after its first seconds", async () => {
    const { player, queue, source } = await playing();
    player.next();
    await settled();
    expect(queue().index).toBe(1);
    source().seek(2);
    player.previous();
    await settled();
    expect(queue().index).toBe(0);
    player.jumpTo(2);
    await settled();
    source().seek(10);
    player.previous();
    expect([queue().index, source().at.seconds]).toEqual([2, 0]);
  });

  test("tracks are added, moved and removed around what plays, and the source hears what follows", async () => {
    const { player, titles, source, queue } = await playing();
    player.add(sampleTrack(4), "current");
    expect(titles()).toBe("1423");
    player.move(3, 1);
    expect(titles()).toBe("1342");
    expect(source().following).toBe(queue().items[1]!.uid);
    player.clearUpcoming();
    expect([titles(), source().following]).toEqual(["1", null]);
  });

  test("when the item that plays is removed, the next one plays; with the last one all is silent", async () => {
    const { player, queue, source, audio, state, titles } = await playing();
    player.remove([queue().items[0]!.uid]);
    await settled();
    expect([titles(), source().at.uid]).toEqual(["23", queue().items[0]!.uid]);
    player.remove(queue().items.map((item) => item.uid));
    expect([state().status, audio.paused, source().isDisposed]).toEqual(["idle", true, true]);
  });

  test.each([
    ["off", "paused", 2],
    ["all", "playing", 0],
  ] as const)("at the end of a queue that repeats %s it is %s", async (repeat, status, index) => {
    const { player, source, state, queue } = await playing();
    player.jumpTo(2);
    await settled();
    while (queue().repeat !== repeat) player.cycleRepeat();
    source().events.onEnded();
    await settled();
    expect([state().status, queue().index]).toEqual([status, index]);
  });
});

describe("the gapless plan", () => {
  test("what follows is handed to the source, and taken over when it is heard", async () => {
    const { source, queue, gain, state, made } = await playing();
    const [, second, third] = queue().items.map((item) => item.uid);
    expect(source().following).toBe(second);
    gain.set.mockClear();
    source().join();
    expect([queue().index, state().position, source().following]).toEqual([1, 0, third]);
    expect(gain.set).toHaveBeenCalledOnce();
    expect(made).toHaveLength(1);
  });

  test("a skip goes on at once where the beginning is here, and loads otherwise", async () => {
    const { player, source, queue } = await playing();
    source().hasNext = true;
    player.next();
    await settled();
    expect([queue().index, source().load.mock.calls.length]).toEqual([1, 1]);
    source().hasNext = false;
    player.next();
    await settled();
    expect([queue().index, source().load.mock.calls.length]).toEqual([2, 2]);
  });

  test("a repeated single track is not planned: it begins anew", async () => {
    const { player, source, queue } = await playing();
    player.cycleRepeat();
    player.cycleRepeat();
    expect([queue().repeat, source().following]).toEqual(["one", null]);
    source().events.onEnded();
    await settled();
    expect([queue().index, source().load.mock.calls.length]).toEqual([0, 2]);
  });

  test("the next track's gain is set where the join will be", async () => {
    const { source, audio, gain } = await playing();
    source().left = 0.3;
    gain.set.mockClear();
    audio.dispatchEvent(new Event("timeupdate"));
    expect(gain.set).toHaveBeenCalledWith(expect.any(Number), 0.3);
  });
});

describe("what goes wrong", () => {
  test("a track that Media Source cannot play is played in another way, from the same place", async () => {
    const { source, store, made, state } = await playing();
    store.setState({ position: 17 });
    source().events.onUnplayable(source().at.uid ?? "", new Error("decode"));
    await settled();
    expect(made.map((it) => it.kind)).toEqual(["gapless", "hls"]);
    expect(source().at.seconds).toBe(17);
    expect(state().status).toBe("playing");
  });

  test("a track that no source can play is skipped, and the listener hears why", async () => {
    const { source, queue, notices } = await playing({ isAppendable: () => false });
    source().events.onUnplayable(source().at.uid ?? "", new Error("decode"));
    await settled();
    expect([queue().index, notices]).toEqual([1, [{ kind: "unplayable", title: "Track 1" }]]);
  });

  test("a track that is gone is skipped; the last one leaves silence", async () => {
    const { source, player, queue, notices, audio } = await playing();
    player.jumpTo(2);
    await settled();
    source().events.onGone(queue().items[2]!.uid);
    expect([notices.map((it) => it.kind), audio.paused, queue().index]).toEqual([["gone"], true, 2]);
  });

  test("a stall shows as loading, and its trouble until data comes back", async () => {
    const { source, audio, state } = await playing();
    audio.dispatchEvent(new Event("waiting"));
    source().events.onTrouble("offline");
    expect([state().status, state().trouble]).toEqual(["loading", "offline"]);
    source().events.onTrouble(null);
    audio.dispatchEvent(new Event("playing"));
    expect([state().status, state().trouble]).toEqual(["playing", null]);
  });

  test("a browser that wants a click is told of, and plays with the next one", async () => {
    const { player, audio, state } = fakePlayer();
    audio.isRefusing = true;
    await player.playTracks(tracks, 0, 0);
    await settled();
    expect([state().isBlocked, state().status]).toEqual([true, "paused"]);
    audio.isRefusing = false;
    player.toggle();
    await settled();
    expect([state().isBlocked, state().status]).toEqual([false, "playing"]);
  });
});

describe("seek, volume, quality", () => {
  test("a seek moves the source and is shown at once; before the start it is the start", async () => {
    const { player, source, state } = await playing();
    player.seek(30);
    expect([source().at.seconds, state().position, player.livePosition()]).toEqual([30, 30, 30]);
    player.seek(-5);
    expect(state().position).toBe(0);
  });

  test("what was heard to its end begins anew", async () => {
    const { player, source, audio } = await playing();
    source().seek(60);
    audio.pause();
    audio.ended = true;
    player.toggle();
    await settled();
    expect([source().at.seconds, audio.paused]).toEqual([0, false]);
  });

  test("volume and mute are the element's; a quality is the source's", async () => {
    const { player, audio, store, source } = await playing();
    player.setVolume(2);
    expect(audio.volume).toBe(1);
    player.toggleMute();
    expect(audio.muted).toBe(true);
    store.setState({ quality: "flac" });
    player.applyQuality();
    expect(source().setQuality).toHaveBeenLastCalledWith("flac");
  });

  test("the element is let go and taken again from the same place", async () => {
    const { player, source, audio, state, made } = await playing();
    player.seek(21);
    player.silence();
    expect([player.isHolding(), audio.paused, state().position]).toEqual([false, true, 21]);
    player.toggle();
    await settled();
    expect([player.isHolding(), made.length, source().at.seconds]).toEqual([true, 2, 21]);
  });
});

/** A member whose session is up, alone or beside a device that sounds. */
async function member(active: "desk" | null = null) {
  const net = fakeNetwork();
  let isMember = true;
  let changed = () => {};
  const connector: SessionConnector = {
    link: net.link,
    deviceId: async () => "me",
    deviceName: "Here",
    isMember: () => isMember,
    onMemberChange: (work) => {
      changed = work;
    },
  };
  const all = fakePlayer({ session: connector, clock: net.clock });
  all.fetchTracks.mockImplementation(async (ids) => tracks.filter((track) => ids.includes(track.id)));
  await settled();
  const devices = [
    { device_id: "me", name: "Here", is_active: false, volume: 0.9 },
    { device_id: "desk", name: "Desk", is_active: active === "desk", volume: 0.5 },
  ];
  const items = tracks.map(({ id }, rank) => ({ item_id: `i${rank}`, track_id: id, rank }));
  const sounding = {
    track_id: tracks[0]!.id,
    item_id: "i0",
    playing: true,
    position_ms: 5_000,
    active_device_id: "desk",
  };
  net.last().says(
    ready(
      active === null
        ? { devices }
        : {
            devices,
            queue: { items, index: 0, shuffle_seed: null, repeat: "off" },
            state: stateOf(sounding),
          },
    ),
  );
  await settled();
  return {
    ...all,
    net,
    signOut() {
      isMember = false;
      changed();
    },
  };
}

describe("through the session's socket", () => {
  test("a member's music comes by the socket", async () => {
    const { player, source, net } = await member();
    await player.playTracks(tracks, 1, 0);
    await settled();
    expect(source().kind).toBe("socket");
    expect(net.last().of("queue.set")).toHaveLength(1);
  });

  test("a socket that brings nothing for four seconds is given up: segments by HTTP go on behind the buffer", async () => {
    const { player, source, made, pass, audio } = await member();
    await player.playTracks(tracks, 0, 0);
    await settled();
    const socket = source();
    if (!(socket instanceof FakeSocketSource)) throw new Error("not by the socket");
    pass(3_500);
    expect(made).toHaveLength(1);
    socket.ready = 0;
    pass(3_500);
    expect(made).toHaveLength(1);
    pass(500);
    expect([made.at(-1)?.kind, made.at(-1)?.adopt.mock.calls.length]).toEqual(["gapless", 1]);
    expect([socket.isDisposed, audio.paused]).toEqual([true, false]);
  });

  test("a pause is no stall", async () => {
    const { player, source, made, pass } = await member();
    await player.playTracks(tracks, 0, 0);
    await settled();
    const socket = source();
    if (socket instanceof FakeSocketSource) socket.ready = 0;
    player.pause();
    pass(10_000);
    expect(made).toHaveLength(1);
  });

  test("after signing out the music goes on without the session", async () => {
    const { player, signOut, source, audio, titles, state } = await member();
    await player.playTracks(tracks, 0, 0);
    await settled();
    signOut();
    expect([source().kind, audio.paused, titles(), state().deviceId]).toEqual([
      "gapless",
      false,
      "123",
      null,
    ]);
  });
});

describe("remote control", () => {
  test("the bar shows what sounds on the other device, and its position moves on", async () => {
    const { state, titles, queue, net, player, pass } = await member("desk");
    expect([state().remote?.name, titles(), queue().index, state().status]).toEqual([
      "Desk",
      "123",
      0,
      "playing",
    ]);
    pass(2_000);
    expect(player.livePosition()).toBe(7);
    expect(net.last().of("play")).toHaveLength(0);
  });

  test("pause, seek, skip and volume go to the device that sounds, and nothing is played here", async () => {
    const { player, net, made, state } = await member("desk");
    player.toggle();
    expect(state().status).toBe("paused");
    player.seek(33);
    expect(state().position).toBe(33);
    player.next();
    player.jumpTo(2);
    player.setVolume(0.3);
    net.clock.pass(200);
    expect(state().remote?.volume).toBe(0.3);
    const types = net.last().sent.map((it) => it.t);
    expect(types).toEqual(expect.arrayContaining(["pause", "seek", "skip", "jump"]));
    expect(made).toHaveLength(0);
  });

  test("the sound moves here, from where the other device is", async () => {
    const { player, net, source, state, audio } = await member("desk");
    player.playHere();
    await settled();
    expect(net.last().of("activate")).toHaveLength(1);
    expect([state().remote, source().kind, source().at.seconds, audio.paused]).toEqual([
      null,
      "socket",
      5,
      false,
    ]);
  });
});

test("a store that nobody plays from keeps the defaults", () => {
  vi.stubGlobal("localStorage", { getItem: () => "not json" });
  const { state } = fakePlayer();
  vi.unstubAllGlobals();
  expect([state().volume, state().isNormalised, state().quality]).toEqual([0.9, true, "auto"]);
});
