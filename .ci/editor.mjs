// What an editor makes of the schemas: yaml-language-server opens documents of this repository, completes and explains.
// node .ci/editor.mjs FOLDER, in whose node_modules the server is.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "..");
const binary = resolve(process.argv[2], "node_modules/yaml-language-server/bin/yaml-language-server");
const server = spawn(process.execPath, [binary, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const diagnostics = new Map();
let [buffer, last] = [Buffer.alloc(0), 0];

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function request(method, params) {
  const id = ++last;
  send({ id, method, params });
  return new Promise((done) => waiting.set(id, done));
}

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    diagnostics.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method !== undefined && message.id !== undefined) {
    const settings = { validate: true, completion: true, hover: true, schemaStore: { enable: false } };
    const items = message.params?.items ?? [];
    const result = message.method === "workspace/configuration" ? items.map((item) => (item.section === "yaml" ? settings : {})) : null;
    send({ id: message.id, result });
  } else {
    waiting.get(message.id)?.(message.result);
  }
}

server.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, Math.max(end, 0)).toString())?.[1]);
    if (end < 0 || buffer.length < end + 4 + length) return;
    const body = buffer.subarray(end + 4, end + 4 + length).toString();
    buffer = buffer.subarray(end + 4 + length);
    receive(JSON.parse(body));
  }
});

let opened = 0;
async function open(kind, text) {
  const uri = pathToFileURL(join(root, `editor-${++opened}.yaml`)).href;
  const lines = text.split("\n").filter((line) => !line.startsWith("# yaml-language-server:"));
  const whole = `# yaml-language-server: $schema=schema/${kind}.json\n${lines.join("\n")}`;
  const found = new Promise((done) => diagnostics.set(uri, done));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text: whole } } });
  return { uri, whole, found: await found };
}

// The place of `|` in a text.
async function at(method, kind, text) {
  const { uri, whole } = await open(kind, text.replace("|", ""));
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("|"));
  const position = { line: line + 1, character: lines[line].indexOf("|") };
  if (whole.split("\n").length < position.line) throw new Error("no such place");
  return request(method, { textDocument: { uri }, position });
}

const wrong = [];
const expect = (holds, what) => holds || wrong.push(what);

await request("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: { workspace: { configuration: true } } });
send({ method: "initialized", params: {} });

// Documents that compile have nothing underlined.
const documents = readdirSync(root, { recursive: true }).map(String).filter((path) => /^(golden\/[^/]+\/(fleet|menus\/.*|boxes\/.*)|menus\/.*menu|src\/cli\/new\/.*)\.yaml$/.test(path))
  // What stands in such folders is taken into boxes and containers.
  .filter((path) => !/\/(extra|files)\//.test(path));
for (const path of documents) {
  const text = readFileSync(join(root, path), "utf8").replaceAll("NAME", "name");
  const kind = /^(menu|box|fleet):/m.exec(text)[1];
  const { found } = await open(/^box:/m.test(text) ? "box" : kind, text);
  expect(found.length === 0, `${path}: ${JSON.stringify(found.map((one) => [one.range.start, one.message]))}`);
}
expect(documents.length > 15, `only ${documents.length} documents`);

// What is wrong is underlined where it is wrong, and said in words.
const menu = "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n";
for (const [text, line, word] of [
  ["    replica: 2\n", 6, "replica"],
  ["    replicas: two\n", 6, ""],
  ["    ports: {http: 70000}\n", 6, ""],
  ["    needs: {db: soon}\n", 6, ""],
  ["    env:\n      A: [x]\n", 7, ""],
  ["    health: {http: /, tcp: http}\n", 6, ""],
]) {
  const { found } = await open("menu", menu + text);
  const hit = found.some((one) => one.range.start.line === line && one.message.includes(word));
  expect(hit, `${text.trim()}: ${JSON.stringify(found.map((one) => [one.range.start, one.message]))}`);
}

// Keys and words are proposed, and explained.
for (const [kind, text, labels] of [
  ["menu", "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    |\n", ["image", "needs", "extends"]],
  ["menu", `${menu}    health:\n      |\n`, ["http", "ready", "alive"]],
  ["menu", `${menu}    needs:\n      db: |\n`, ["ready", "completed"]],
  ["menu", "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    extends: java\n    |\n", ["image", "needs"]],
  ["box", "box: alice\nmenu: shop\nset:\n  services:\n    web:\n      |\n", ["replicas", "env"]],
  ["fleet", "fleet: one\nclusters:\n  a:\n    |\n", ["kubernetes", "exposure"]],
]) {
  const answer = await at("textDocument/completion", kind, text);
  const found = (answer?.items ?? answer ?? []).map((item) => item.label);
  for (const label of labels) expect(found.includes(label), `${text}: \`${label}\` is not proposed, but ${found}`);
}
for (const [text, words] of [
  [menu.replace("image", "im|age"), "image"],
  [`${menu}    rep|licas: 2\n`, "How many pods"],
]) {
  const answer = await at("textDocument/hover", "menu", text);
  const shown = JSON.stringify(answer?.contents ?? "");
  expect(shown.toLowerCase().includes(words.toLowerCase()), `${text}: shows ${shown}`);
}

server.kill();
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`editor: ${documents.length} documents are clean; errors, proposals and explanations are shown`);
