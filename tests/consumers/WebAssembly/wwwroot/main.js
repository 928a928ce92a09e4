import { dotnet } from './_framework/dotnet.js';

const lines = [];
const write = console.log.bind(console);
console.log = (...parts) => {
  lines.push(parts.join(' '));
  write(...parts);
};

try {
  await dotnet.run();
} catch (failure) {
  lines.push(`the program ended early: ${failure}`);
}

await fetch('/said', { method: 'POST', body: lines.join('\n') });
