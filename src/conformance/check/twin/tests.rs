use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::*;

/// Requests in one run.
const REQUESTS: usize = 100;

/// Plays a script to its end, as the checks do: the channel, and how many runs it took.
fn played(mut log: impl FnMut(usize, &mut dyn CryptoRng) -> Vec<String>) -> (Channel, usize) {
    let (mut rng, mut channel, mut runs) = (crate::os_rng(), Channel::default(), Runs::new());
    while let Some(which) = runs.next(channel.suspects(), &mut rng) {
        runs.add(which, log(which, &mut rng));
        if runs.can_be_compared() {
            channel.lines(Differs::Pin, &runs.of(Some), &|what| what);
        }
    }
    (channel, runs.all().count())
}

fn below(most: u8, rng: &mut dyn CryptoRng) -> u8 {
    let mut byte = [0];
    rng.fill_bytes(&mut byte);
    byte[0] % most
}

/// One line for each request, with a worker that is drawn.
fn jittered(workers: u8, rng: &mut dyn CryptoRng) -> Vec<String> {
    let lines = (0..REQUESTS).map(|count| format!("[worker-{}] request {count}", below(workers, rng)));
    lines.collect()
}

#[test]
fn a_quiet_log_takes_five_runs() {
    let (channel, runs) = played(|_, _| [String::from("ready")].into());
    assert_eq!((channel.leak, runs), (None, 5));
}

#[test]
fn a_word_with_few_values_is_no_leak() {
    for workers in [2, 4] {
        for _ in 0..50 {
            let (channel, runs) = played(|_, rng| jittered(workers, rng));
            assert_eq!(channel.leak, None);
            assert!(runs < 40, "{runs}");
        }
    }
}

#[test]
fn a_number_of_lines_with_few_values_is_no_leak() {
    for _ in 0..500 {
        let (channel, _) = played(|_, rng| {
            ["tick"]
                .repeat(usize::from(below(2, rng)))
                .into_iter()
                .map(String::from)
                .collect()
        });
        assert_eq!(channel.leak, None);
    }
}

#[test]
fn a_word_that_changes_in_the_pattern_of_the_first_runs_is_no_leak() {
    for _ in 0..50 {
        let mut count = 0;
        let (channel, _) = played(|_, _| {
            count += 1;
            [format!("buffer {}", (count - 1) / 2 % 2)].into()
        });
        assert_eq!(channel.leak, None);
    }
}

#[test]
fn a_leak_beside_what_changes_anyway_is_found_every_time() {
    for _ in 0..20 {
        let (channel, runs) = played(|which, rng| {
            let mut lines = jittered(2, rng);
            lines.push(format!("sum {which} in {} ms", below(2, rng)));
            lines
        });
        assert_eq!(
            channel.leak.unwrap(),
            "two PINs are told apart: line 101 depends on the PIN in its word 3"
        );
        assert_eq!(runs, 37);
        let (channel, _) = played(|which, rng| jittered(4, rng).split_off(which));
        assert_eq!(
            channel.leak.unwrap(),
            "two PINs are told apart: the number of lines depends on the PIN: 100 against 99"
        );
    }
}

#[test]
fn a_line_now_and_then_hides_no_leak() {
    let mut count = 0;
    let (channel, runs) = played(|which, _| {
        count += 1;
        let mut lines = Vec::from([format!("sum {which}")]);
        lines.extend((count % 7 == 0).then(|| String::from("heartbeat")));
        lines
    });
    assert!(
        channel
            .leak
            .is_some_and(|leak| leak.contains("line 1 depends on the PIN"))
    );
    assert!((38..45).contains(&runs), "{runs}");
}
