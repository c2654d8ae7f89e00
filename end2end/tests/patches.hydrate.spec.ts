import { press, row, tick } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test('what was just done stays as it is while the list is fetched again', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Slow line', text: 'Slow line' }));
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Slow line');
  await press(inbox, 'Mark as unread');
  await expect(row(inbox, 'Slow line')).toContainText('Unread.');

  // Whatever the page shows between the answer and the new list, it is to be remembered.
  await inbox.evaluate(() => {
    const list = document.querySelector('.rows')!.closest('section')!;
    const shown: string[] = [];
    const look = (): void => {
      const first = list.querySelector('.row');
      shown.push(first?.classList.contains('unread') ? 'unread' : 'read');
    };
    new MutationObserver(look).observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(window, { shown });
  });
  let go = (): void => {};
  const gate = new Promise<void>((open) => (go = open));
  const asked = inbox.waitForRequest((request) => request.url().includes('/api/messages/list'));
  await inbox.route('**/api/messages/list*', async (route) => {
    await gate;
    await route.continue();
  });
  await tick(inbox, 'Slow line');
  await press(inbox, 'Mark as read');
  await asked;
  const came = inbox.waitForResponse((answer) => answer.url().includes('/api/messages/list'));
  go();
  await came;
  await expect(row(inbox, 'Slow line')).not.toContainText('Unread.');
  const shown = await inbox.evaluate(() => (window as unknown as { shown: string[] }).shown);
  const after = shown.slice(shown.indexOf('read'));
  expect(after).toContain('read');
  expect(after).not.toContain('unread');
});
