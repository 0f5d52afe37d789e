// The pages in a real browser, against a real service. PINPROOF is the program, CHROMIUM the browser, PINPROOF_SCREENSHOTS the
// folder for the pictures, PINPROOF_WEB one whose files stand in for those in the program. An argument runs the tests whose name holds it. Ends in `N passed, M failed`.
import { runAll } from './harness.mjs';
import { startBrowser, stopBrowser } from './device.mjs';
import { stopServices } from './service.mjs';

await import('./flows.test.mjs');
await import('./bridges.test.mjs');
await import('./frames.test.mjs');
await import('./entry.test.mjs');
await import('./view.test.mjs');
await import('./tokens.test.mjs');
await import('./set-up.test.mjs');
await import('./interruptions.test.mjs');
await import('./over.test.mjs');
await import('./faults.test.mjs');
await import('./looks.test.mjs');
await import('./demo.test.mjs');
await import('./judged.test.mjs');
await import('./conformance.test.mjs');

let good = false;
try {
  console.log(`Chromium ${await startBrowser()}`);
  good = await runAll(process.argv[2] ?? '');
} catch (error) {
  console.log(`the suite could not run: ${error?.stack ?? error}\n0 passed, 1 failed`);
} finally {
  await stopBrowser();
  await stopServices();
}
process.exitCode = good ? 0 : 1;
