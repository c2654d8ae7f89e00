import type { Page } from '@playwright/test';
import { compose, composer, draftPath } from '../fixtures/mailbox.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, isLeft, open, signIn, test } from '../fixtures/test.ts';

const COMPOSER = /\/assets\/composer-\w+\.wasm$/;
const SETTINGS = /\/assets\/settings-\w+\.wasm$/;

/** What the page asks for, and what goes wrong in it. */
function watch(page: Page): { asked: string[]; wrong: string[] } {
  const [asked, wrong]: string[][] = [[], []];
  page.on('request', (request) => asked!.push(request.url()));
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type()) && !isLeft(line.text())) wrong!.push(line.text());
  });
  page.on('pageerror', (error) => isLeft(error.message) || wrong!.push(error.message));
  return { asked: asked!, wrong: wrong! };
}

/** The theme is chosen by a script, at once. */
async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.getByLabel(theme).check();
  await page.getByRole('button', { name: 'Change appearance' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
}

test('the composer comes when the browser is idle, the settings when they are opened', async ({ page }) => {
  const { asked, wrong } = watch(page);
  const came = page.waitForResponse(COMPOSER);
  await signIn(page, ADA);
  await came;
  expect(asked.filter((url) => SETTINGS.test(url))).toEqual([]);

  await compose(page);
  await page.getByLabel('Subject').fill('Written in a lazy module');
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.locator('summary[aria-label^="Account"]').click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
  expect(asked.filter((url) => SETTINGS.test(url))).toHaveLength(1);
  await chooseTheme(page, 'Dark');
  expect(wrong).toEqual([]);
});

test('keys write as soon as the page is alive, though the composer is still on its way', async ({ page }) => {
  let go = (): void => {};
  const gate = new Promise<void>((open) => (go = open));
  await page.route(COMPOSER, async (route) => {
    await gate;
    await route.continue();
  });
  await signIn(page, ADA);
  const made = page.waitForResponse((answer) => answer.url().endsWith('/api/drafts/start'));
  await page.keyboard.press('c');
  await made;
  await expect(page.locator('.compose-panel')).toHaveCount(0);
  go();
  await composer(page);
  await expect(page.getByLabel('To', { exact: true })).toBeFocused();
});

test('a draft at its own address comes alive with what was typed before', async ({ inbox }) => {
  await compose(inbox);
  const path = await draftPath(inbox);
  let go = (): void => {};
  const gate = new Promise<void>((open) => (go = open));
  await inbox.route(COMPOSER, async (route) => {
    await gate;
    await route.continue();
  });
  const { wrong } = watch(inbox);
  // The panel's draft is the same one; it yields to the page.
  await inbox.goto(path, { waitUntil: 'commit' });
  const text = inbox.getByLabel('Message', { exact: true });
  await text.fill('Before the scripts');
  await expect(inbox.locator('html[data-hydrated]')).toHaveCount(0);
  go();
  await alive(inbox);
  await expect(text).toHaveValue('Before the scripts');
  await expect(inbox.getByText('Saved.')).toBeVisible();
  expect(wrong).toEqual([]);
});

test('pages of lazy modules come alive at their own addresses', async ({ inbox }) => {
  const { wrong } = watch(inbox);
  await open(inbox, '/compose?to=grace%40pillarbox.test&subject=Hello');
  await inbox.getByRole('button', { name: 'Start writing' }).click();
  await composer(inbox);
  await expect(inbox.getByLabel('Subject')).toHaveValue('Hello');
  await open(inbox, '/settings');
  await chooseTheme(inbox, 'Light');
  await open(inbox, '/settings/accounts/new?step=settings');
  await expect(inbox.getByRole('button', { name: /^Save/ }).first()).toBeVisible();
  expect(wrong).toEqual([]);
});

test('a module that cannot be had is no loss: the server has its pages', async ({ inbox }) => {
  // As after an update of the server, when this page is of the one before.
  for (const module of [COMPOSER, SETTINGS]) await inbox.route(module, (route) => route.fulfill({ status: 404 }));
  await open(inbox, '/mail/inbox');
  await inbox.keyboard.press('c');
  await expect(inbox).toHaveURL(/\/compose\/\d+$/);
  await inbox.getByLabel('Subject').fill('Without the module');
  await inbox.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(inbox.getByLabel('Subject')).toHaveValue('Without the module');

  await open(inbox, '/mail/inbox');
  await inbox.locator('summary[aria-label^="Account"]').click();
  await inbox.getByRole('link', { name: 'Settings' }).click();
  await expect(inbox).toHaveURL(/\/settings$/);
  await expect(inbox.getByRole('heading', { name: 'Appearance' })).toBeVisible();
});
