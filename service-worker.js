// Keeps the page working without a network. The last step of a build (finish/) writes a line before this one: BUILD, with the
// version of the build and the SHA-256 of each of its files, and of those that only the tab Program needs (`later`).
//
// - All files of a version are stored in a cache of its own, each compared with its hash, before the version is used.
// - A page comes from the network. Where there is none, or it takes too long, the newest complete version is shown.
// - A file whose name has a hash of its content comes from whichever version has it: its content is the same in all of them.
//   So a page gets only files of its own version, also while a new one is being stored.
// - What the tab Program needs, 6 MB, is stored when the page says that somebody has opened it, and from then on with every version.
// - A new version does not take over the open pages of the one before. Old caches are deleted when no page needs them.
// - Where `offline.json` on the server says `"offline": false`, the worker deletes its caches and itself.
"use strict";

const SCOPE = self.registration.scope;

// The names of the caches. A server may have several of these pages in different folders.
const OURS = `futurescope ${SCOPE} `;

// What is stored last. A cache without it lacks files.
const COMPLETE = new URL("complete", SCOPE).href;

// What is stored behind all that the tab Program needs.
const WITH_PROGRAM = new URL("with-program", SCOPE).href;

// After this time without an answer, a person has waited long enough for a page that is here already.
const PATIENCE_MS = 4000;

const PAGE = "./";
const ASSETS = "assets/";

let isOff = false;

const addressOf = (name) => new URL(name, SCOPE).href;

// The name of a file in the build: its address without the scope, the query and the fragment.
const nameOf = (address) => {
  const name = address.split(/[?#]/)[0].slice(SCOPE.length);
  return name === "" || name === "index.html" ? PAGE : name;
};

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(deleteCaches((name) => name !== OURS + BUILD.version)));
self.addEventListener("message", (event) => {
  if (event.data === "program-opened") event.waitUntil(storeProgram());
  else event.ports[0]?.postMessage(BUILD.version);
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (isOff || request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const name = nameOf(request.url);
  if (request.mode === "navigate" && name in BUILD.files) {
    event.respondWith(fromNetwork(request.url, name, PATIENCE_MS));
    event.waitUntil(obeySwitch());
  } else if (name.startsWith(ASSETS)) {
    event.respondWith(stored(name).then((answer) => answer ?? fetch(request)));
  } else if (name in BUILD.files) {
    event.respondWith(fromNetwork(request.url, name, PATIENCE_MS));
  }
});

async function store() {
  if (await isSwitchedOff()) throw new Error("switched off by offline.json");
  const name = OURS + BUILD.version;
  await caches.delete(name); // the rest of an attempt that failed; and the newest cache must be the last
  const cache = await caches.open(name);
  await Promise.all(Object.entries(BUILD.files).map(([file, hash]) => storeFile(cache, file, hash)));
  if (await isProgramStored()) await storeProgram();
  await cache.put(COMPLETE, new Response(BUILD.version));
}

// Stores what the tab Program needs, where it is not stored yet. The page works without it, so a failure is none of the version's.
async function storeProgram() {
  if (isOff) return;
  const cache = await caches.open(OURS + BUILD.version);
  if (await cache.match(WITH_PROGRAM)) return;
  const storeMissing = async ([file, hash]) => {
    const before = await stored(file);
    if (before) await cache.put(addressOf(file), before);
    else await storeFile(cache, file, hash);
  };
  try {
    await Promise.all(Object.entries(BUILD.later).map(storeMissing));
    await cache.put(WITH_PROGRAM, new Response(BUILD.version));
  } catch {
    // No network, or the server has another version by now: the next time that the tab is opened.
  }
}

// Whether a version has what the tab Program needs.
async function isProgramStored() {
  for (const name of await ourCaches()) if (await (await caches.open(name)).match(WITH_PROGRAM)) return true;
  return false;
}

async function storeFile(cache, file, hash) {
  const answer = await fetch(addressOf(file), { cache: file.startsWith(ASSETS) ? "default" : "no-cache" });
  const body = await answer.arrayBuffer();
  // Servers may add to a page, so it names its version instead.
  const isRight = file === PAGE
    ? new TextDecoder().decode(body).includes(`content="${BUILD.version}"`)
    : await sha256(body) === hash;
  if (!answer.ok || !isRight) throw new Error(`${file} on the server is not of version ${BUILD.version}`);
  // A new answer, because one that was redirected is refused for a page.
  await cache.put(addressOf(file), new Response(body, { headers: answer.headers }));
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The network's answer, or, if there is none in time, what is stored.
async function fromNetwork(address, name, patience) {
  const network = fetch(address, { cache: "no-cache", redirect: "manual" });
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  const answer = await Promise.race([network.catch(() => undefined), late]);
  if (answer && answer.status < 500) return answer;
  return (await stored(name)) ?? network;
}

// The file of the newest complete version that has it.
async function stored(name) {
  for (const cacheName of (await ourCaches()).reverse()) {
    const cache = await caches.open(cacheName);
    const answer = await cache.match(addressOf(name));
    if (answer && (await cache.match(COMPLETE))) return answer;
  }
  return undefined;
}

// In the order in which they were made.
async function ourCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OURS));
}

async function deleteCaches(which) {
  await Promise.all((await ourCaches()).filter(which).map((name) => caches.delete(name)));
}

async function isSwitchedOff() {
  try {
    const answer = await fetch(addressOf("offline.json"), { cache: "no-store" });
    return answer.ok && (await answer.json()).offline === false;
  } catch {
    return false; // no network, or a file that is none of ours
  }
}

async function obeySwitch() {
  if (!(await isSwitchedOff())) return;
  isOff = true;
  await deleteCaches(() => true);
  await self.registration.unregister();
}
