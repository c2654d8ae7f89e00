import { change, goTo, openMenu, row, selectionBar, tick } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, open, test } from '../fixtures/test.ts';

test('another time is typed where the browser knows the zone', async ({ pillarbox, inbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Bill', text: 'Bill of today' }));
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Bill');
  const times = await openMenu(selectionBar(inbox), 'Snooze');
  const then = times.getByRole('button', { name: 'Snooze until then' });
  await expect(then).toBeDisabled();
  const year = new Date().getFullYear() + 1;
  await times.getByLabel('Another time').fill(`${year}-03-01T07:30`);
  await change(inbox, () => then.click());
  await goTo(inbox, 'Snoozed');
  await expect(row(inbox, 'Bill').locator('time')).toHaveAttribute('datetime', new RegExp(`^${year}-0[23]-`));
  await row(inbox, 'Bill').getByRole('checkbox').check();
  await change(inbox, () => selectionBar(inbox).getByRole('button', { name: 'Move to Inbox' }).click());
  await open(inbox, '/mail/inbox');
  await alive(inbox);
  await expect(row(inbox, 'Bill')).toBeVisible();
});
