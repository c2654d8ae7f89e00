import { rows, row, tick } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, hasScripts, open, test } from '../fixtures/test.ts';

test('Enter in a ticked row changes nothing', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, ...['One', 'Two'].map((subject) => message({ subject, text: subject })));
  await open(inbox, '/mail/inbox');
  const before = await rows(inbox).allTextContents();
  const posted: string[] = [];
  inbox.on('request', (request) => request.method() === 'POST' && posted.push(request.url()));
  await tick(inbox, 'One', 'Two');
  await row(inbox, 'One').getByRole('checkbox').press('Enter');
  if (hasScripts()) await inbox.getByRole('checkbox', { name: 'Select all on this page' }).press('Enter');
  // A key that does something tells that the one before has been handled.
  await row(inbox, 'Two').getByRole('checkbox').press('Space');
  await expect(row(inbox, 'Two').getByRole('checkbox')).not.toBeChecked();
  await expect(row(inbox, 'One').getByRole('checkbox')).toBeChecked();
  expect(posted).toEqual([]);
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);
  await open(inbox, '/mail/inbox');
  expect(await rows(inbox).allTextContents()).toEqual(before);
});
