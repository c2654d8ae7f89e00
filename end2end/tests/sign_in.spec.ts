import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, signIn, signOut, test } from '../fixtures/test.ts';

test('a wrong password is answered with a sentence, and the right one with the inbox', async ({ page }) => {
  await open(page, '/sign-in');
  await page.getByLabel('Address').fill(ADA.address);
  await page.getByLabel('Password').fill('guess');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The address or the password is wrong');

  await signIn(page, ADA);
  await expect(page.getByRole('list', { name: 'Messages' })).toBeVisible();
});

test('whoever is not signed in is led to the door, and from there to where they wanted to go', async ({ page }) => {
  await page.goto('/mail/sent');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel('Address').fill(ADA.address);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/mail\/sent/);
});

test('after signing out, the inbox is closed', async ({ page }) => {
  await signIn(page, ADA);
  await signOut(page);
  await page.goto('/mail/inbox');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('too many guesses are slowed down, with a sentence', async ({ page }) => {
  const alert = page.getByRole('alert');
  await open(page, '/sign-in');
  for (let guess = 0; guess < 30; guess++) {
    await page.getByLabel('Address').fill(ADA.address);
    await page.getByLabel('Password').fill(`guess ${guess}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(alert).toBeVisible();
    if ((await alert.textContent())?.includes('Too many attempts')) return;
  }
  throw new Error('thirty guesses went through');
});
