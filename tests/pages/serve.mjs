// A small server for a folder of files, as hosts serve them: index.html for folders, 404.html, parts of a file.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp",
  ".woff2": "font/woff2", ".xml": "application/xml", ".vtt": "text/vtt; charset=utf-8", ".srt": "application/x-subrip",
  ".mp3": "audio/mpeg", ".m4a": "audio/x-m4a", ".wav": "audio/wav", ".ics": "text/calendar; charset=utf-8", ".txt": "text/plain; charset=utf-8",
};

/**
 * Serves `folder` below `base` (such as "/" or "/show/") on a free port of this machine; gives the server and its address. `packed`:
 * texts travel compressed, as hosts send them.
 */
export async function serve(folder, base = "/", packed = false) {
  const server = createServer((request, response) => answer(folder, base, request, Object.assign(response, { packed })));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

function answer(folder, base, request, response) {
  let path;
  try {
    path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  } catch {
    return send(response, 400);
  }
  if (!path.startsWith(base)) return send(response, 404);
  let file = normalize(join(folder, path.slice(base.length)));
  if (file !== normalize(folder) && !file.startsWith(normalize(folder + sep))) return send(response, 404);
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
  if (existsSync(file) && statSync(file).isFile()) return sendFile(request, response, file, 200);
  const lost = join(folder, "404.html");
  return existsSync(lost) ? sendFile(request, response, lost, 404) : send(response, 404);
}

function send(response, status) {
  response.writeHead(status, { "content-length": 0 }).end();
}

function sendFile(request, response, file, status) {
  const { size } = statSync(file);
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  if (response.packed && /^text|svg|json|xml/.test(type)) {
    const bytes = gzipSync(readFileSync(file));
    return response.writeHead(status, { "content-type": type, "content-length": bytes.length, "content-encoding": "gzip" }).end(bytes);
  }
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  if (status !== 200 || !asked || (asked[1] === "" && asked[2] === "")) {
    response.writeHead(status, { "content-type": type, "content-length": size, "accept-ranges": "bytes" });
    return createReadStream(file).pipe(response);
  }
  const start = asked[1] === "" ? Math.max(0, size - Number(asked[2])) : Number(asked[1]);
  const end = asked[1] === "" || asked[2] === "" ? size - 1 : Math.min(size - 1, Number(asked[2]));
  if (start > end) return response.writeHead(416, { "content-range": `bytes */${size}` }).end();
  response.writeHead(206, {
    "content-type": type, "content-length": end - start + 1, "content-range": `bytes ${start}-${end}/${size}`, "accept-ranges": "bytes",
  });
  return createReadStream(file, { start, end }).pipe(response);
}
