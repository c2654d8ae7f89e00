import type { Locator, Page } from '@playwright/test';
import { change, press, read, row, rows, tick, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, hasScripts, open, test } from '../fixtures/test.ts';

const show = (page: Page): Locator => page.getByRole('navigation', { name: 'Show' });

test.beforeEach(async ({ pillarbox, inbox }) => {
  const answer = (n: number) =>
    message({
      subject: 'Lanterns',
      text: `gantry no. ${n}`,
      headers: { 'Message-ID': `<${n}.lanterns@engine.test>`, ...(n ? { References: '<0.lanterns@engine.test>' } : {}) },
    });
  await pillarbox.import(ADA.address, answer(0), message({ subject: 'Torches', text: 'gantry' }), answer(1), answer(2));
  await open(inbox, `/search?q=${encodeURIComponent('gantry in:inbox')}`);
  await expect(rows(inbox)).toHaveCount(4);
  await show(inbox).getByRole('link', { name: 'Conversations' }).click();
  await expect(inbox).toHaveURL(/&rows=conversations$/);
  await expect(rows(inbox)).toHaveCount(2);
  await alive(inbox);
});

test('each conversation has a row that counts what was found of it', async ({ inbox }) => {
  await expect(show(inbox).getByRole('link', { name: 'Conversations' })).toHaveAttribute('aria-current', 'true');
  await expect(row(inbox, 'Lanterns')).toContainText('3 messages');
  await expect(row(inbox, 'Torches')).not.toContainText('messages');

  const last = await read(inbox, 'Lanterns');
  await expect(last).toContainText('gantry no. 2');
  await expect(inbox).toHaveURL(/\/search\/\d+\?q=.*&rows=conversations$/);
  await expect(rows(inbox)).toHaveCount(2);
  await inbox.goBack();
  await expect(rows(inbox)).toHaveCount(2);
  await alive(inbox);
  await show(inbox).getByRole('link', { name: 'Messages' }).click();
  await expect(rows(inbox)).toHaveCount(4);
  await expect(inbox).not.toHaveURL(/rows=/);
});

test('what is done to a row is done to all that it stands for, and undone', async ({ inbox }) => {
  await tick(inbox, 'Lanterns');
  await press(inbox, 'Archive');
  await expect(inbox.getByText('3 messages archived.')).toBeVisible();
  await expect(rows(inbox)).toHaveCount(1);
  await expect(inbox).toHaveURL(/rows=conversations/);
  await undo(inbox);
  await expect(inbox.getByText('3 messages put back.')).toBeVisible();
  await expect(row(inbox, 'Lanterns')).toContainText('3 messages');
  await alive(inbox);

  await change(inbox, () => row(inbox, 'Lanterns').getByRole('button', { name: /^Star/ }).click());
  await open(inbox, `/search?q=${encodeURIComponent('gantry is:starred')}`);
  await expect(rows(inbox)).toHaveCount(1);
});

test('labels are put on all that a row stands for', async ({ inbox }) => {
  const found = inbox.url();
  await open(inbox, '/settings');
  await inbox.getByLabel('New label', { exact: true }).fill('Light');
  await inbox.getByRole('button', { name: 'Create label' }).click();
  await expect(inbox.getByLabel('Name of the label “Light”')).toBeVisible();
  await open(inbox, found);
  await tick(inbox, 'Lanterns');
  const menu = inbox.locator('.selection-bar .label-menu');
  await menu.locator('summary').click();
  await menu.getByLabel('Light').check();
  await change(inbox, () => menu.getByRole('button', { name: hasScripts() ? 'Apply' : 'Put on' }).click());
  await open(inbox, `/search?q=${encodeURIComponent('label:light')}`);
  await expect(rows(inbox)).toHaveCount(3);
});
