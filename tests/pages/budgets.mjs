// Weighs a built show (talk.mjs) and times its first view; fails when a budget of the theme is exceeded.
//
//   node budgets.mjs SITE

import { readFileSync, readdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const site = resolve(process.argv[2]);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const TALK = "/episodes/who-can-sign/";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let isOver = false;
/** Prints a figure beside its budget. */
function weigh(what, figure, most, unit, isJudged = true) {
  const over = !(figure <= most);
  isOver ||= over && isJudged;
  console.log(`  ${over ? (isJudged ? "OVER" : "over, not judged") : "ok  "} ${what}: ${figure} ${unit}, at most ${most}`);
}
const zipped = (path) => gzipSync(readFileSync(join(site, path)), { level: 9 }).length;
const asset = (name, ending) => readdirSync(join(site, "assets")).map((file) => `assets/${file}`).find((file) => file.startsWith(`assets/${name}.`) && file.endsWith(ending));

const style = asset("style", ".css"), player = asset("player", ".js"), ask = asset("ask", ".js"), search = asset("search", ".js");
console.log("Sizes, gzip -9:");
weigh("stylesheet", zipped(style), 9_000, "bytes");
weigh("scripts of an episode (player and form)", zipped(player) + zipped(ask), 8_000, "bytes");
weigh("script of the search", zipped(search), 8_000, "bytes");
weigh("episode with a transcript of 28 minutes", zipped(`${TALK}index.html`), 30_000, "bytes");

const { server, origin } = await serve(site, "/", true);
const browser = await chromium.launch({ executablePath, args: FLAGS });

/** Every request of a first view, as it would travel: text packed, photos left out. */
async function firstView(path) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(origin + path, { waitUntil: "networkidle" });
  await context.close();
  const own = asked.filter((url) => url.startsWith(origin)).map((url) => decodeURI(new URL(url).pathname));
  const counted = own.filter((file) => !/\.(jpe?g|png|webp|avif)$/.test(file)).map((file) => (file.endsWith("/") ? `${file}index.html` : file));
  return { requests: counted.length, elsewhere: asked.length - own.length, bytes: counted.reduce((sum, file) => sum + zipped(file), 0) };
}
console.log("First view, without photos:");
for (const [what, path, bytes, requests] of [["episode", TALK, 60_000, 8], ["home", "/", 60_000, 8], ["embed", "/embed/who-can-sign/", 30_000, 8], ["search", "/search/", 60_000, 8]]) {
  const view = await firstView(path);
  weigh(`${what}, bytes`, view.bytes, bytes, "bytes");
  weigh(`${what}, requests`, view.requests, requests, "requests");
  weigh(`${what}, requests to other hosts`, view.elsewhere, 0, "requests");
}

/** Largest paint, layout shift and long tasks on a phone with a slow line. The best of three: others use this machine, too. */
async function timed(path) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send("Network.enable");
  await tools.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) | 0, uploadThroughput: (7.5e5 / 8) | 0 });
  await tools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    globalThis.seen = { lcp: 0, cls: 0, long: 0 };
    const watch = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
    watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
    watch("layout-shift", (entry) => entry.hadRecentInput || (seen.cls += entry.value));
    watch("longtask", (entry) => (seen.long += Math.max(0, entry.duration - 50)));
  });
  await page.goto(origin + path, { waitUntil: "networkidle" });
  await page.waitForTimeout(300);
  const seen = await page.evaluate(() => globalThis.seen);
  await context.close();
  return seen;
}
console.log("First view at 390 px, 1.6 Mbit/s, 150 ms, a quarter of this processor (best of three):");
const runs = [];
for (let run = 0; run < 3; run++) runs.push(await timed(TALK));
const best = (key) => Math.min(...runs.map((run) => run[key]));
// Times say nothing about the page while others keep the processor busy.
const [load, isIdle] = [loadavg()[0], loadavg()[0] <= availableParallelism() + 1];
if (!isIdle) console.log(`  NOT JUDGED: this machine is busy (load ${load.toFixed(1)} on ${availableParallelism()} processors); times are printed only`);
// A run in which nothing was painted in time says nothing.
weigh("largest paint", Math.round(Math.min(...runs.map((run) => run.lcp).filter(Boolean))), 1_200, "ms", isIdle);
weigh("layout shift", Number(best("cls").toFixed(4)), 0.02, "");
weigh("long tasks above 50 ms", Math.round(best("long")), 100, "ms", isIdle);

await browser.close();
server.close();
console.log(isOver ? "a budget is exceeded" : "every budget is kept");
process.exit(isOver ? 1 : 0);
