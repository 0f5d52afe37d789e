// `pinproof serve` as a process, and what a test asks of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export const PROGRAM = process.env.PINPROOF ?? '../../target/debug/pinproof';

/** One running service, with its demo card. */
export class Service {
  /** @param {import('node:child_process').ChildProcess} process @param {string} origin */
  constructor(process, origin, credentials) {
    this.process = process;
    this.origin = origin;
    this.credentials = credentials;
    this.log = '';
  }

  /** Starts it on a free port. @param {string[]} args */
  static async start(...args) {
    const child = spawn(PROGRAM, ['serve', '--listen', '127.0.0.1:0', '--demo', '--admin', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`pinproof serve ended with ${code}: ${service?.log ?? ''}`);
    });
    gone.catch(() => {});
    /** @type {Service | undefined} */
    let service;
    const said = [];
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
      if (service) service.log += chunk;
    });
    const started = (async () => {
      let [origin, credentials] = [undefined, undefined];
      for await (const line of createInterface({ input: child.stdout })) {
        said.push(line);
        origin ??= /\bon (https?:\/\/[^\s/]+)/.exec(line)?.[1];
        credentials ??= /credentials[^:]*: *(\S+:\S+)/i.exec(line)?.[1];
        if (line.includes('/demo')) break;
      }
      return { origin, credentials };
    })();
    const late = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`pinproof serve does not start: ${said.join(' | ')} ${errors}`)), 20_000).unref();
    });
    const { origin, credentials } = await Promise.race([started, gone, late]);
    if (origin === undefined) throw new Error(`pinproof serve does not say where it is: ${said.join(' | ')} ${errors}`);
    service = new Service(child, origin, credentials);
    service.log = errors;
    child.stdout.resume();
    return service;
  }

  async stop() {
    if (this.process.exitCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const kill = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(kill);
  }

  /** POST of JSON; the answer as JSON. @param {string} path */
  async post(path, body = {}) {
    const headers = { 'Content-Type': 'application/json' };
    if (path.startsWith('/admin/')) headers.Authorization = `Basic ${Buffer.from(this.credentials).toString('base64')}`;
    const answer = await fetch(this.origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }

  /** A new demo card, waiting for its PIN. */
  newCard() {
    return this.post('/demo/card');
  }

  /** A control token and the addresses of the pages. @param {'set-pin' | 'view-pin'} operation */
  session(operation) {
    return this.post('/demo/session', { operation });
  }

  emboss() {
    return this.post('/demo/emboss');
  }

  /** Lets time pass on the service's clock. @param {number} ms */
  advance(ms) {
    return this.post('/admin/clock', { advanceMs: ms });
  }

  /** What it counts. */
  async metrics() {
    return (await fetch(`${this.origin}/metrics`)).text();
  }

  /** What the service does wrong from now on. @param {string[]} names */
  faults(...names) {
    return this.post('/admin/faults', { faults: names });
  }
}

/** @type {Map<string, Promise<Service>>} */
const services = new Map();

/** A service that the tests share, by its arguments; faults and cards are each test's own business. */
export async function service(...args) {
  const key = args.join(' ');
  if (!services.has(key)) services.set(key, Service.start(...args));
  const found = await services.get(key);
  await found.faults();
  await found.newCard();
  return found;
}

export async function stopServices() {
  for (const started of services.values()) await started.then((one) => one.stop(), () => {});
}
