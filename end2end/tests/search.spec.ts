import { read, row, rows } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { type Page } from '@playwright/test';
import { alive, expect, open, test } from '../fixtures/test.ts';

async function search(page: Page, query: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search mail' }).fill(query);
  await page.getByRole('searchbox', { name: 'Search mail' }).press('Enter');
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page).toHaveTitle(new RegExp(query.slice(0, 4).replace(/[^\w]/g, '.')));
  await alive(page);
}

test.beforeEach(async ({ pillarbox, inbox }) => {
  await pillarbox.import(
    ADA.address,
    message({ subject: 'Punched cards', text: 'The loom weaves algebraic patterns.' }),
    message({ subject: 'Loom for sale', text: 'Nearly new.', from: 'Joseph <joseph@loom.test>' }),
    message({ subject: '会議の議事録', text: '明日の会議は東京で行います。' }),
    message({ subject: 'With a file', text: 'see the file', files: [{ name: 'estimate.pdf', type: 'application/pdf', content: Buffer.from('%PDF') }] }),
  );
  await open(inbox, '/mail/inbox');
});

test('what is found has the searched word marked and names its folder', async ({ inbox }) => {
  await search(inbox, 'algebraic');
  await expect(rows(inbox)).toHaveCount(1);
  await expect(rows(inbox).first().locator('mark')).toHaveText(['algebraic']);
  await expect(rows(inbox).first()).toContainText('Inbox');
});

test('words, phrases, exclusions and fields narrow the search', async ({ inbox }) => {
  const found: [string, string[]][] = [
    ['loom', ['Loom for sale', 'Punched cards']],
    ['loom -sale', ['Punched cards']],
    ['"algebraic patterns"', ['Punched cards']],
    ['"patterns algebraic"', []],
    ['algeb*', ['Punched cards']],
    ['from:joseph', ['Loom for sale']],
    ['subject:loom', ['Loom for sale']],
    ['has:attachment filename:estimate', ['With a file']],
    ['会議', ['会議の議事録']],
  ];
  for (const [query, subjects] of found) {
    await test.step(query, async () => {
      await search(inbox, query);
      if (subjects.length === 0) await expect(inbox.getByText('Nothing found')).toBeVisible();
      await expect(rows(inbox)).toHaveCount(subjects.length);
      const names = await rows(inbox).getByRole('link').allTextContents();
      expect(names.map((name) => name.trim()).sort()).toEqual(subjects.sort());
    });
  }
});

test('a result opened by its own address is as alive as any page, and reload and back keep the place', async ({ inbox }) => {
  await open(inbox, '/search?q=has%3Aattachment%20in%3Ainbox');
  const subjects = await rows(inbox).getByRole('link').allTextContents();
  expect(subjects.length).toBeGreaterThan(3);
  const isThere = async () => {
    await expect(inbox.getByRole('heading', { level: 1, name: 'With a file' })).toBeVisible();
    await expect(inbox.getByRole('article').last()).toContainText('see the file');
    await expect(rows(inbox).getByRole('link')).toHaveText(subjects);
    await expect(row(inbox, 'With a file').getByRole('link')).toHaveAttribute('aria-current', 'true');
  };
  await read(inbox, 'With a file');
  await expect(inbox).toHaveURL(/\/search\/\d+\?q=has(%3A|:)attachment/);
  await isThere();
  await open(inbox, inbox.url());
  await isThere();
  await inbox.reload();
  await alive(inbox);
  await isThere();
  await inbox.goBack();
  await expect(inbox).toHaveURL(/\/search\?q=/);
  await expect(inbox.getByRole('heading', { level: 1, name: 'With a file' })).toHaveCount(0);
  await expect(rows(inbox).getByRole('link')).toHaveText(subjects);
});

test('a query that makes no sense gets a sentence, not an error', async ({ inbox }) => {
  for (const query of ['before:yesterdayish', '"unclosed', 'in:nowhere', '(((', 'AND OR NOT', '* -']) {
    await test.step(query, async () => {
      const answer = await inbox.goto(`/search?q=${encodeURIComponent(query)}`);
      expect(answer!.status()).toBe(200);
      await expect(inbox.getByRole('list', { name: 'Messages' }).or(inbox.getByText('Nothing found')).first()).toBeAttached();
    });
  }
  await inbox.goto('/search?q=before%3Ayesterdayish');
  await expect(inbox.locator('main').getByRole('status').filter({ hasText: /\w+ \w+/ }).first()).toBeVisible();
});
