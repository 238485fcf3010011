// What the W3C's WebVTT parser says of a file: how many cues, and every error.
const { WebVTTParser } = require("webvtt-parser");
const text = require("fs").readFileSync(process.argv[2], "utf8");
const tree = new WebVTTParser().parse(text, "captions");
const errors = tree.errors.map((error) => `line ${error.line}: ${error.message}`);
console.log(JSON.stringify({ cues: tree.cues.length, errors }));
