import { alive, expect, hasScripts, open, test } from '../fixtures/test.ts';
import { goTo, row, rows, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA, type Pillarbox } from '../fixtures/pillarbox.ts';
import type { Page } from '@playwright/test';

async function fill(pillarbox: Pillarbox, count: number) {
  await pillarbox.import(
    ADA.address,
    ...Array.from({ length: count }, (_, n) => message({ subject: `Number ${n}`, text: 'gantry' })),
  );
}

/** Ticks the page, or one row of it without scripts, and goes on to all of them. */
async function selectEverything(page: Page, name: string | RegExp): Promise<void> {
  if (hasScripts()) {
    await rows(page).first().getByRole('checkbox').check();
    await expect(page.getByRole('link', { name: /^Select all/ })).toBeHidden();
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  } else {
    await rows(page).first().getByRole('checkbox').check();
  }
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('toolbar', { name: 'Actions on all messages' })).toBeVisible();
  await alive(page);
}

/** The bar of the only job, reloaded as somebody without scripts would. */
async function told(page: Page, sentence: string | RegExp): Promise<void> {
  const bars = page.getByRole('region', { name: 'Work on many messages' });
  await expect(async () => {
    if (!hasScripts()) await page.reload();
    await expect(bars.getByText(sentence)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

test('all that a search finds is archived, and Undo brings all of it back', async ({ inbox, pillarbox }) => {
  await fill(pillarbox, 620);
  await open(inbox, '/search?q=gantry');
  await selectEverything(inbox, hasScripts() ? 'Select all 620' : 'Select all that match');
  const all = inbox.getByRole('toolbar', { name: 'Actions on all messages' });
  await expect(all).toContainText('All 620 selected');
  await all.getByRole('button', { name: 'Archive' }).click();
  await told(inbox, '620 messages archived.');
  await open(inbox, '/mail/archive');
  await expect(row(inbox, 'Number 619')).toBeVisible();
  await inbox.getByRole('region', { name: 'Work on many messages' }).getByRole('button', { name: 'Undo' }).click();
  await told(inbox, '620 messages put back.');
  await goTo(inbox, 'Inbox');
  await expect(row(inbox, 'Number 619')).toBeVisible();
  const bars = inbox.getByRole('region', { name: 'Work on many messages' });
  await bars.getByRole('button', { name: 'Close' }).click();
  await expect(bars.getByText('put back')).toHaveCount(0);
});

test('a few messages more than a page are done at once', async ({ inbox, pillarbox }) => {
  await fill(pillarbox, 70);
  await open(inbox, '/mail/inbox');
  await selectEverything(inbox, /^Select all \d+$/);
  await inbox.getByRole('toolbar', { name: 'Actions on all messages' }).getByRole('button', { name: 'Delete' }).click();
  await expect(inbox.getByText('Nothing here yet')).toBeVisible();
  await undo(inbox);
  await expect(row(inbox, 'Number 69')).toBeVisible();
});

test('“Select none” leads back to the list', async ({ inbox, pillarbox }) => {
  await fill(pillarbox, 70);
  await open(inbox, '/mail/inbox?select=all');
  await inbox.getByRole('toolbar', { name: 'Actions on all messages' }).getByRole('link', { name: 'Select none' }).click();
  await expect(inbox.getByRole('heading', { level: 2, name: /^Inbox/ })).toBeVisible();
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);
});
