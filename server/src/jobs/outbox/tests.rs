use super::{attempt, retry};
use mail::smtp::Verdict;
use model::{DeliveryState, QueueId};
use store::QueuedRecipient;

const MIDDLE: f64 = 0.5;

fn recipient(attempts: i64) -> QueuedRecipient {
    QueuedRecipient {
        id: QueueId(1),
        address: "grace@example.org".to_owned(),
        attempts,
        delay_noticed: false,
    }
}

#[test]
fn retries_grow_to_sixteen_hours_and_end_after_a_day_and_a_half() {
    let minutes: Vec<f64> = (0..)
        .map_while(|before| retry::delay(before, MIDDLE))
        .map(|delay| delay.as_secs_f64() / 60.0)
        .collect();
    assert_eq!(minutes, [7.5, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 960.0]);
}

#[test]
fn a_transient_refusal_waits_and_the_last_one_fails() {
    let refused = Verdict::Transient("greylisted".to_owned());
    let first = attempt(&recipient(0), &refused, 1_000, MIDDLE);
    assert_eq!((first.state, first.next_attempt), (DeliveryState::Queued, Some(451_000)));
    assert!(!first.delay_noticed);
    let last = attempt(&recipient(8), &refused, 1_000, MIDDLE);
    assert_eq!((last.state, last.next_attempt), (DeliveryState::Failed, None));
}

#[test]
fn the_fifth_attempt_brings_the_notice_of_delay() {
    let refused = Verdict::Transient("greylisted".to_owned());
    assert!(!attempt(&recipient(3), &refused, 0, MIDDLE).delay_noticed);
    assert!(attempt(&recipient(4), &refused, 0, MIDDLE).delay_noticed);
}

#[test]
fn an_unclear_delivery_is_not_tried_again() {
    let unclear = Verdict::Unclear("the connection broke".to_owned());
    let attempt = attempt(&recipient(0), &unclear, 0, MIDDLE);
    assert_eq!((attempt.state, attempt.next_attempt), (DeliveryState::Unclear, None));
}
