import { defineConfig } from '@playwright/test';

// Every test has a Pillarbox of its own (fixtures/test.ts), so no test sees another's mail. What
// works only with scripts is in *.hydrate.spec.ts; all else has to work both ways.
const browser = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  // A cold, busy machine may miss a time-out; the report still names what passed only later.
  retries: process.env.CI ? 2 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'results/report.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: browser,
    viewport: { width: 1400, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
  projects: [
    { name: 'scripts' },
    { name: 'no-scripts', testIgnore: '**/*.hydrate.spec.ts', use: { javaScriptEnabled: false } },
  ],
});
