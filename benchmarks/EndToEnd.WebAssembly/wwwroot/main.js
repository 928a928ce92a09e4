// The functions that the benchmark calls, as the page in TypeScript has them.
import { dotnet } from './_framework/dotnet.js';

async function start() {
  const { getAssemblyExports, getConfig, runMain } = await dotnet.create();
  await runMain();
  return (await getAssemblyExports(getConfig().mainAssemblyName)).TypedPeer.Benchmarks.EndToEnd.WebAssembly.MeasuredPage;
}

const page = start();

globalThis.webAssembly = {
  connect: async (address) => (await page).ConnectAsync(address),
  calls: async (inFlight, milliseconds) => (await page).CallsAsync(inFlight, milliseconds),
  download: async (milliseconds) => (await page).DownloadAsync(milliseconds),
  upload: async (milliseconds) => (await page).UploadAsync(milliseconds),
};
