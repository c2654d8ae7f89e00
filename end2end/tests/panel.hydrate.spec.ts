import type { Locator, Page } from '@playwright/test';
import { compose, composed, composer, draftPath, goTo, read, row, rows, send } from '../fixtures/mailbox.ts';
import { GRACE } from '../fixtures/pillarbox.ts';
import { alive, expect, open, test } from '../fixtures/test.ts';

const LETTER = 'Die Linse ist unterwegs';

const panel = (page: Page): Locator => page.locator('.compose-panel');
const text = (page: Page): Locator => page.getByLabel('Message', { exact: true });

test('an answer is written beside the message, which stays', async ({ inbox }) => {
  await read(inbox, LETTER);
  const place = inbox.url();
  await inbox.getByRole('button', { name: 'Reply', exact: true }).click();
  await composer(inbox);
  await expect(panel(inbox).getByRole('heading', { name: `Re: ${LETTER}` })).toBeVisible();
  await expect(inbox.getByRole('article').first()).toBeVisible();
  expect(inbox.url()).toBe(place);

  // One writes at once, above what is quoted.
  await expect(text(inbox)).toBeFocused();
  await inbox.keyboard.type('Danke');
  await expect(text(inbox)).toHaveValue(/^Danke/);
  await inbox.keyboard.press('Control+Enter');
  await composed(inbox);
  expect(inbox.url()).toBe(place);
  await expect(inbox.getByRole('status').filter({ hasText: 'Message sent.' })).toBeVisible();
});

test('what is being written stays while one reads elsewhere', async ({ inbox }) => {
  await compose(inbox);
  await expect(inbox.getByLabel('To', { exact: true })).toBeFocused();
  await inbox.getByLabel('Subject').fill('In the meantime');
  await text(inbox).fill('Half a');
  await goTo(inbox, 'Archive');
  await rows(inbox).first().getByRole('link').click();
  await expect(inbox.getByRole('article').first()).toBeVisible();
  await expect(text(inbox)).toHaveValue('Half a');
  await text(inbox).press('End');
  await text(inbox).pressSequentially(' thought');

  await panel(inbox).getByRole('button', { name: 'Fold' }).click();
  await expect(text(inbox)).toBeHidden();
  await panel(inbox).getByRole('button', { name: 'Unfold' }).click();
  const small = (await panel(inbox).boundingBox())!;
  await panel(inbox).getByRole('button', { name: 'Make full' }).click();
  await expect(async () => {
    expect((await panel(inbox).boundingBox())!.width).toBeGreaterThan(small.width + 100);
  }).toPass();
  await panel(inbox).getByRole('button', { name: 'Make small' }).click();
  await expect(text(inbox)).toHaveValue('Half a thought');
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await send(inbox);
  await goTo(inbox, 'Sent');
  await expect(row(inbox, 'In the meantime')).toBeVisible();
});

test('a reload brings back what is open; closed, it is a draft, and opens from there', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('Subject').fill('Comes back');
  await text(inbox).fill('To the last word');
  await inbox.reload();
  await alive(inbox);
  await composer(inbox);
  await expect(text(inbox)).toHaveValue('To the last word');

  // Closed in the middle of a word: saved all the same.
  await text(inbox).press('End');
  await text(inbox).pressSequentially('s');
  await inbox.keyboard.press('Escape');
  await composed(inbox);
  await inbox.reload();
  await alive(inbox);
  await expect(panel(inbox)).toHaveCount(0);
  await expect(async () => {
    await open(inbox, '/mail/drafts');
    await expect(row(inbox, 'Comes back')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await row(inbox, 'Comes back').getByRole('link').click();
  await composer(inbox);
  await expect(text(inbox)).toHaveValue('To the last words');
  expect(new URL(inbox.url()).pathname).toBe('/mail/drafts');
  const path = await draftPath(inbox);
  await open(inbox, path);
  await expect(panel(inbox)).toHaveCount(0);
  await expect(text(inbox)).toHaveValue('To the last words');
});

test('a new message without a word leaves nothing behind, and gives the focus back', async ({ inbox }) => {
  await goTo(inbox, 'Drafts');
  await expect(inbox.getByText('Nothing here yet')).toBeVisible();
  const button = inbox.getByRole('button', { name: 'Compose' });
  await compose(inbox);
  const discarded = inbox.waitForResponse((answer) => answer.url().endsWith('/api/drafts/discard'));
  await inbox.keyboard.press('Escape');
  await composed(inbox);
  await expect(button).toBeFocused();
  await discarded;
  await open(inbox, '/mail/drafts');
  await expect(inbox.getByText('Nothing here yet')).toBeVisible();
  await expect(rows(inbox)).toHaveCount(0);
});

test('in a narrow window the composer is a page', async ({ inbox }) => {
  await inbox.setViewportSize({ width: 1000, height: 700 });
  // The round one: the other is in the drawer.
  await inbox.getByRole('button', { name: 'Compose' }).last().click();
  await expect(inbox).toHaveURL(/\/compose\/\d+$/);
  await composer(inbox);
  await expect(panel(inbox)).toHaveCount(0);
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await inbox.getByLabel('Subject').fill('On a page');
  await send(inbox);
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);
});
