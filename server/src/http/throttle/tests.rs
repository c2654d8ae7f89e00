use super::*;
use std::net::Ipv4Addr;

const ADA: &str = "ada@pillarbox.test";
const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

fn client(n: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + n))
}

fn seconds(n: i64) -> UnixMillis {
    n * 1000
}

#[test]
fn a_few_slips_cost_nothing_and_then_the_wait_doubles() {
    let throttle = Throttle::default();
    for n in 0..4 {
        throttle.failed(ADA, client(n), seconds(0));
        assert_eq!(throttle.wait(ADA, HOME, seconds(0)), None);
    }
    for (n, wait) in (4..).zip([1, 2, 4, 8, 16, 32, 60, 60]) {
        throttle.failed(ADA, client(n), seconds(0));
        assert_eq!(throttle.wait(ADA, HOME, seconds(0)), Some(Duration::from_secs(wait)));
    }
    assert_eq!(throttle.wait(ADA, HOME, seconds(59)), Some(Duration::from_secs(1)));
    assert_eq!(throttle.wait(ADA, HOME, seconds(60)), None);
}

#[test]
fn a_client_that_tries_many_addresses_waits_and_others_do_not() {
    let throttle = Throttle::default();
    for n in 0..22 {
        throttle.failed(&format!("user{n}@example.org"), HOME, seconds(0));
    }
    assert_eq!(throttle.wait(ADA, HOME, seconds(0)), Some(Duration::from_secs(4)));
    assert_eq!(throttle.wait(ADA, client(1), seconds(0)), None);
}

#[test]
fn the_right_password_clears_the_address_in_any_spelling() {
    let throttle = Throttle::default();
    for n in 0..8 {
        throttle.failed("Ada@Pillarbox.test", client(n), seconds(0));
    }
    assert!(throttle.wait(ADA, HOME, seconds(0)).is_some());
    throttle.succeeded("ADA@pillarbox.test", HOME);
    assert_eq!(throttle.wait(ADA, HOME, seconds(0)), None);
}

#[test]
fn an_hour_later_nothing_is_held_against_anybody() {
    let throttle = Throttle::default();
    for n in 0..30 {
        throttle.failed(ADA, client(n), seconds(0));
    }
    throttle.failed(ADA, HOME, seconds(3600));
    assert_eq!(throttle.wait(ADA, HOME, seconds(3600)), None);
}

#[test]
fn strangers_cannot_fill_the_memory() {
    let throttle = Throttle::default();
    for n in 0..u32::try_from(CAPACITY).expect("a small number") {
        throttle.failed(&format!("{n}@example.org"), client(n), seconds(0));
    }
    let kept = throttle.failures.lock().expect("unpoisoned").len();
    assert!(kept <= CAPACITY, "{kept}");
}
