import type { Page } from '@playwright/test';
import { change, row, rows, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

/** Moves a finger from the middle of a row, and takes it off there unless it is to stay. */
async function swipe(page: Page, subject: string, by: { right?: number; down?: number }, lift = true): Promise<void> {
  const box = (await row(page, subject).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const line = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', part?: number) =>
    line.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: part === undefined ? [] : [{ x: x + (by.right ?? 0) * part, y: y + (by.down ?? 0) * part }],
    });
  await touch('touchStart', 0);
  for (const part of [0.1, 0.2, 0.4, 0.6, 0.8, 1]) await touch('touchMove', part);
  if (lift) await touch('touchEnd');
}

test.beforeEach(async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, ...['One', 'Two'].map((subject) => message({ subject, text: subject })));
  await open(inbox, '/mail/inbox');
});

test('a finger to the right archives, and it can be undone', async ({ inbox }) => {
  await swipe(inbox, 'One', { right: 160 });
  await expect(row(inbox, 'One')).toBeHidden();
  await expect(row(inbox, 'Two')).toBeVisible();
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);
  await undo(inbox);
  await expect(row(inbox, 'One')).toBeVisible();
});

test('a finger to the left deletes, to Trash, and to the right brings back from there', async ({ inbox }) => {
  await change(inbox, () => swipe(inbox, 'Two', { right: -160 }));
  await expect(row(inbox, 'Two')).toBeHidden();
  await open(inbox, '/mail/trash');
  await swipe(inbox, 'Two', { right: -160 });
  await expect(row(inbox, 'Two')).toBeVisible();
  await change(inbox, () => swipe(inbox, 'Two', { right: 160 }));
  await expect(row(inbox, 'Two')).toBeHidden();
  await open(inbox, '/mail/inbox');
  await expect(row(inbox, 'Two')).toBeVisible();
});

test('a finger that turns back, or moves down, does nothing; one that rests opens', async ({ inbox }) => {
  await swipe(inbox, 'One', { right: 60 });
  await expect(row(inbox, 'One')).not.toHaveAttribute('data-swipe');
  await swipe(inbox, 'One', { right: 20, down: 140 });
  await expect(row(inbox, 'One')).not.toHaveAttribute('data-swipe');
  await expect(row(inbox, 'One')).toBeVisible();
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);
  await row(inbox, 'One').getByRole('link').tap();
  await expect(inbox.getByRole('article').first()).toBeVisible();
});

test('under the finger stands what letting go will do', async ({ inbox }) => {
  await swipe(inbox, 'One', { right: 60 }, false);
  await expect(row(inbox, 'One')).toHaveAttribute('data-swipe', 'Archive');
  await expect(row(inbox, 'One')).not.toHaveClass(/enough/);
  expect(await rows(inbox).count()).toBeGreaterThan(2);
});
