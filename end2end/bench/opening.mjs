// Opens messages one after the other in a browser and prints, as JSON, how many milliseconds each
// took from the click until it was painted, and how long the mailbox took until its controls
// answered. Called by `cargo xtask bench --only browser`.
//
//     node bench/opening.mjs ORIGIN ADDRESS PASSWORD COUNT
import { chromium } from 'playwright-core';

const [origin, address, password, count] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.goto(`${origin}/sign-in`);
await page.getByLabel('Address').fill(address);
await page.getByLabel('Password').fill(password);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.locator('html[data-hydrated=true]').waitFor();

// Again, with what a browser that was here before has in its cache.
await page.goto(`${origin}/mail/inbox`);
await page.locator('html[data-hydrated=true]').waitFor();
const alive = await page.evaluate(
  () =>
    new Promise((resolve) => {
      const [entry] = performance.getEntriesByType('navigation');
      resolve({ painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, alive: performance.now() - entry.startTime });
    }),
);

const opened = await page.evaluate(async (count) => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
  const open = (id) =>
    new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        if (!document.querySelector(`.reader[data-open="${id}"] article`)) return;
        watch.disconnect();
        painted().then(resolve);
      });
      watch.observe(document.querySelector('.reader-pane'), { childList: true, subtree: true, attributes: true });
    });
  const times = [];
  for (let n = 0; n < count; n += 1) {
    const links = document.querySelectorAll('.row-link');
    const link = links[n % links.length];
    const id = /\/(\d+)(\?|$)/.exec(link.getAttribute('href'))[1];
    const shown = open(id);
    const began = performance.now();
    link.click();
    times.push((await shown) - began);
    // As somebody who reads: what follows an opening (it counts as read) is over.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return times;
}, Number(count));
console.log(JSON.stringify({ ...alive, opened }));
await browser.close();
