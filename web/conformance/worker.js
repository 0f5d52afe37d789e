// One life of the client: connects, answers until it is told to stop, and ends. The page starts the next one.
import init, { ConformanceClient } from './pinproof.js';
import { BrowserClient } from './client.js';

/** @param {string} what @param {string} [why] */
const tell = (what, why) => postMessage({ what, why });

/** The browser's own name for itself, in short. */
function runtime() {
  const brand = navigator.userAgent.match(/(Firefox|Edg|HeadlessChrome|Chrome|Version)\/[\d.]+(?: .*(Safari))?/);
  return brand ? brand[0].replace(/ .*/, '') : 'a browser';
}

try {
  await init({ module_or_path: new URL('pinproof_bg.wasm', import.meta.url) });
  const client = new BrowserClient(new ConformanceClient(), runtime());
  const socket = new WebSocket(new URL('/client', location.href.replace(/^http/, 'ws')));
  let opened = false;
  socket.onopen = () => { opened = true; tell('connected'); };
  socket.onmessage = async ({ data }) => {
    const answer = await client.answer(data);
    socket.send(answer);
    if (JSON.parse(data).op === 'stop') socket.close(1000, 'stopped');
  };
  socket.onclose = ({ code, reason }) => {
    tell(code === 1013 ? 'busy' : opened ? 'closed' : 'refused', reason);
    close();
  };
} catch (error) {
  tell('broken', String(error));
  close();
}
