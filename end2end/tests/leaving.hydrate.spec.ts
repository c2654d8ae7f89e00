import type { Page } from '@playwright/test';
import { read, row } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

/** Presses a button and leaves for another site before the slow line has carried anything. */
async function pressAndLeave(page: Page, selector: string): Promise<void> {
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 700,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await page.evaluate((button) => {
    document.querySelector<HTMLElement>(button)!.click();
    location.href = 'about:blank';
  }, selector);
  await expect(page).toHaveURL('about:blank');
  await line.detach();
}

test('what was done just before leaving the page is done', async ({ inbox, pillarbox }) => {
  const actions = [
    { subject: 'Starred', button: '.reader-tools [data-key="s"]', becomes: 'is:starred' },
    { subject: 'Unread again', button: '.reader-tools [data-key="U"]', becomes: 'is:unread' },
    { subject: 'Archived', button: '.reader-tools [data-key="e"]', becomes: 'in:archive' },
    { subject: 'Deleted', button: '.reader-tools [data-key="#"]', becomes: 'in:trash' },
  ];
  await pillarbox.import(ADA.address, ...actions.map(({ subject }) => message({ subject, text: subject })));
  for (const { subject, button, becomes } of actions) {
    await open(inbox, '/mail/inbox');
    const opened = inbox.waitForResponse((answer) => answer.url().endsWith('/api/messages/open'));
    await read(inbox, subject);
    await opened;
    await expect(row(inbox, subject)).not.toContainText('Unread.');
    const found = () => pillarbox.command(['search', ADA.address, `subject:"${subject}" ${becomes}`, '--json']);
    expect(await found()).toBe('');
    await pressAndLeave(inbox, button);
    await expect.poll(found, { message: `the server knows: ${subject}` }).toContain(subject);
  }
});
