import { defineConfig } from "vite";

export default defineConfig({
  build: { lib: { entry: { memory: "src/memory.ts", calls: "src/calls.ts" }, formats: ["es"] }, sourcemap: false, target: "es2022" },
});
