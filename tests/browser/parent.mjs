// A bank's desktop page with the issuer's page in a frame, on an origin of its own.
import { once } from 'node:events';
import { createServer } from 'node:http';

const PAGE = `<!doctype html><html lang="en"><title>Bank</title><body><script>
  window.received = [];
  addEventListener('message', (message) => {
    const from = [...document.querySelectorAll('iframe')].findIndex((frame) => frame.contentWindow === message.source);
    received.push({ origin: message.origin, from, data: message.data });
  });
  // post: the messages for the frame right after its load, with the origin that they are addressed to.
  window.openFrame = (url, post = []) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    frame.style = 'width: 390px; height: 700px; border: 0';
    frame.onload = () => {
      for (const [message, target] of post) frame.contentWindow.postMessage(message, target);
      resolve();
    };
    document.body.append(frame);
  });
</script>`;

/** @returns {Promise<{ origin: string, close: () => void }>} */
export async function startParent() {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    answer.end(PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
