import { goTo, read, row } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, hasScripts, open, test } from '../fixtures/test.ts';

test('a filter of a search takes what is here, and is changed, moved and removed', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Gantry one', text: 'x' }), message({ subject: 'Other', text: 'x' }));
  await open(inbox, '/search?q=subject%3Agantry');
  await inbox.getByRole('link', { name: 'Make a filter of this search' }).click();
  await expect(inbox.getByRole('heading', { name: 'New filter' })).toBeVisible();
  await alive(inbox);
  await expect(inbox.getByLabel('Subject', { exact: true })).toHaveValue('gantry');
  await expect(inbox.getByRole('status').getByText('1 message that is here matches.')).toBeVisible();
  await inbox.getByLabel('Subject', { exact: true }).fill('xyzzyx');
  if (!hasScripts()) await inbox.getByRole('button', { name: 'Count what matches' }).click();
  await expect(inbox.getByText('No message that is here matches.')).toBeVisible();
  await inbox.getByLabel('Subject', { exact: true }).fill('gantry');
  await inbox.getByLabel('Folder', { exact: true }).selectOption({ label: 'Move it to Archive' });
  await inbox.getByLabel(/^Do it also to/).check();
  await inbox.getByRole('button', { name: 'Save' }).click();
  await expect(inbox.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  const filters = inbox.getByRole('region', { name: 'Filters' });
  await expect(filters.getByText('moves to Archive')).toBeVisible();
  await goTo(inbox, 'Archive');
  await expect(row(inbox, 'Gantry one')).toBeVisible();

  await open(inbox, '/settings');
  await filters.getByRole('link', { name: 'Edit “subject:gantry”' }).click();
  await alive(inbox);
  await expect(inbox.getByLabel('Subject', { exact: true })).toHaveValue('gantry');
  await inbox.getByLabel('Star it').check();
  await inbox.getByRole('button', { name: 'Save' }).click();
  await expect(filters.getByText('moves to Archive, stars')).toBeVisible();
  await filters.getByRole('button', { name: 'Switch off “subject:gantry”' }).click();
  await expect(filters.getByText('Off', { exact: true })).toBeVisible();
  await filters.getByRole('button', { name: 'Remove “subject:gantry”' }).click();
  await expect(filters.getByText('There is none yet.')).toBeVisible();
});

test('“Filter messages like this” fills in the sender, and a refusal keeps what was typed', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Alike', from: 'Bob <bob@elsewhere.test>', text: 'x' }));
  await open(inbox, '/mail/inbox');
  await read(inbox, 'Alike');
  await inbox.getByRole('link', { name: 'Filter messages like this' }).click();
  await expect(inbox.getByLabel('From', { exact: true })).toHaveValue('bob@elsewhere.test');
  await alive(inbox);
  await inbox.getByLabel('Mailing list').fill('gantry list');
  await inbox.getByRole('button', { name: 'Save' }).click();
  await expect(inbox.getByText('Say what is to happen to these messages')).toBeVisible();
  await expect(inbox.getByLabel('From', { exact: true })).toHaveValue('bob@elsewhere.test');
  await expect(inbox.getByLabel('Mailing list')).toHaveValue('gantry list');
});

test('a conversation is muted and heard again', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Loud', text: 'x' }));
  await open(inbox, '/mail/inbox');
  await read(inbox, 'Loud');
  await inbox.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(inbox.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await expect(inbox.getByText('The conversation is muted')).toBeVisible();
  await open(inbox, '/search?q=is%3Amuted');
  await read(inbox, 'Loud');
  await expect(inbox.getByText('Muted: what comes later')).toBeVisible();
  await inbox.getByRole('button', { name: 'Unmute' }).click();
  await expect(inbox.getByRole('button', { name: 'Mute', exact: true })).toBeVisible();
});
