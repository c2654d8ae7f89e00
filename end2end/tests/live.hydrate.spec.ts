import type { Page } from '@playwright/test';
import { compose, composer, draftPath, press, row, rows, send, tick, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA, GRACE } from '../fixtures/pillarbox.ts';
import { alive, expect, isLeft, open, signIn, test } from '../fixtures/test.ts';

/** Fails the test if the page is loaded anew from now on. */
async function stays(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => ((window as { same?: boolean }).same = true));
  return async () => expect(await page.evaluate(() => (window as { same?: boolean }).same)).toBe(true);
}

test('new mail appears by itself, and the title counts it', async ({ inbox, browser, pillarbox }) => {
  const same = await stays(inbox);
  const context = await browser.newContext({ baseURL: pillarbox.origin });
  const grace = await context.newPage();
  await signIn(grace, GRACE);
  await compose(grace);
  await grace.getByLabel('To', { exact: true }).fill(ADA.address);
  await grace.getByLabel('Subject').fill('Just now');
  await send(grace);
  await context.close();

  await expect(row(inbox, 'Just now')).toBeVisible();
  await expect(inbox).toHaveTitle(/^\(\d+\) /);
  await same();
});

test('reading, flagging, archiving, undoing and paging load no page', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, ...['One', 'Two'].map((subject) => message({ subject, text: subject })));
  await open(inbox, '/mail/inbox');
  const same = await stays(inbox);
  await row(inbox, 'One').getByRole('link').click();
  await expect(inbox.getByRole('heading', { level: 1, name: 'One' })).toBeVisible();
  await row(inbox, 'Two').getByRole('button', { name: 'Star “Two”' }).click();
  await expect(row(inbox, 'Two').getByRole('button', { name: 'Unstar “Two”' })).toBeVisible();
  await tick(inbox, 'Two');
  await press(inbox, 'Archive');
  await expect(row(inbox, 'Two')).toBeHidden();
  await undo(inbox);
  await expect(row(inbox, 'Two')).toBeVisible();
  await inbox.getByRole('searchbox').fill('subject:One');
  await inbox.getByRole('searchbox').press('Enter');
  await expect(rows(inbox)).toHaveCount(1);
  await inbox.goBack();
  await expect(row(inbox, 'Two')).toBeVisible();
  await same();
});

test('what is typed is saved without a button, and is there after a reload', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('Subject').fill('Saves itself');
  await inbox.getByLabel('Message', { exact: true }).fill('word by word');
  const path = await draftPath(inbox);
  await expect(inbox.locator('.saved')).toContainText(/saved/i);
  await open(inbox, '/mail/drafts');
  await expect(row(inbox, 'Saves itself')).toBeVisible();
  await open(inbox, path);
  await expect(inbox.getByLabel('Message', { exact: true })).toHaveValue('word by word');
});

test('past correspondents are offered', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).pressSequentially('gra');
  const offer = inbox.getByRole('listbox', { name: 'Contacts for To' }).getByRole('option').filter({ hasText: GRACE.address });
  await expect(offer.first()).toBeVisible();
  await inbox.getByLabel('To', { exact: true }).press('Enter');
  await expect(inbox.getByLabel('To', { exact: true })).toHaveValue(/grace@pillarbox\.test/);
});

test('the keyboard reads, marks and writes', async ({ inbox }) => {
  await inbox.keyboard.press('?');
  await expect(inbox.getByRole('dialog')).toBeVisible();
  await inbox.keyboard.press('Escape');
  await expect(inbox.getByRole('dialog')).toBeHidden();
  await inbox.keyboard.press('j');
  await inbox.keyboard.press('o');
  await expect(inbox).toHaveURL(/\/mail\/inbox\/\d+/);
  await expect(inbox.getByRole('article').first()).toBeVisible();
  await inbox.keyboard.press('u');
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);
  await inbox.keyboard.press('g');
  await inbox.keyboard.press('s');
  await expect(inbox).toHaveURL(/\/mail\/sent/);
  await inbox.keyboard.press('/');
  await expect(inbox.getByRole('searchbox')).toBeFocused();
  await inbox.keyboard.press('Escape');
  await inbox.getByRole('heading', { level: 2 }).first().click();
  await inbox.keyboard.press('c');
  await composer(inbox);
  await alive(inbox);
});

test('the pages load without an error of the browser', async ({ inbox }) => {
  const errors: string[] = [];
  inbox.on('pageerror', (error) => isLeft(error.message) || errors.push(error.message));
  inbox.on('console', (line) => line.type() === 'error' && !isLeft(line.text()) && errors.push(line.text()));
  inbox.on('console', (line) => /hydrat|unreachable|panick/i.test(line.text()) && errors.push(line.text()));
  for (const path of ['/mail/inbox', '/mail/sent', '/search?q=the', '/settings', '/compose']) await open(inbox, path);
  await open(inbox, '/mail/inbox');
  await rows(inbox).first().getByRole('link').click();
  await expect(inbox.getByRole('article').first()).toBeVisible();
  expect(errors).toEqual([]);
});

test('jobs are not asked for while there are none, however often lists are', async ({ inbox, pillarbox }) => {
  const asked: string[] = [];
  inbox.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await pillarbox.import(ADA.address, message({ subject: 'One more', text: 'x' }));
  await expect(row(inbox, 'One more')).toBeVisible();
  await tick(inbox, 'One more');
  await press(inbox, 'Archive');
  await undo(inbox);
  await expect(row(inbox, 'One more')).toBeVisible();
  expect(asked.some((path) => path.endsWith('/navigation'))).toBe(true);
  expect(asked.filter((path) => path.endsWith('/jobs/list'))).toEqual([]);
});
