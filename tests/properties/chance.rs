//! Policies and modifiers never change what is drawn.

use crate::cases::{every_scenario, variants};
use recording::{AttemptFailure, EventKind, TaskId};
use std::collections::HashMap;

#[test]
fn every_policy_draws_the_same_delays() {
    every_scenario(|scenario| {
        let delays = |scenario: &_| -> Vec<_> {
            runtime::simulate(scenario)
                .tasks
                .iter()
                .map(|task| task.delay)
                .collect()
        };
        let expected = delays(scenario);
        let different = variants(scenario)
            .into_iter()
            .find(|variant| delays(variant) != expected);
        different.map_or(Ok(()), |variant| {
            Err(format!("{:?} draws other delays", variant.policy))
        })
    });
}

#[test]
fn an_attempt_has_the_same_delay_with_every_policy() {
    every_scenario(|scenario| {
        let mut known: HashMap<(TaskId, u32), String> = HashMap::new();
        for variant in std::iter::once(scenario.clone()).chain(variants(scenario)) {
            let mut attempts: HashMap<TaskId, u32> = HashMap::new();
            for event in &runtime::simulate(&variant).events {
                let Some(task) = event.task.filter(|task| *task != TaskId::MAIN) else {
                    continue;
                };
                match event.kind {
                    EventKind::Attempt { number } => {
                        attempts.insert(task, number);
                    }
                    EventKind::Printed { text } if text.starts_with("Starting") => {
                        let attempt = (task, attempts[&task]);
                        let said = known.entry(attempt).or_insert_with(|| text.to_owned());
                        if said != text {
                            return Err(format!("{attempt:?}: {said} and, with {:?}, {text}", variant.policy));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    });
}

#[test]
fn the_same_attempts_fail_with_every_policy() {
    every_scenario(|scenario| {
        let mut known: HashMap<(TaskId, u32), bool> = HashMap::new();
        for variant in std::iter::once(scenario.clone()).chain(variants(scenario)) {
            let mut attempts: HashMap<TaskId, u32> = HashMap::new();
            for event in &runtime::simulate(&variant).events {
                let Some(task) = event.task.filter(|task| *task != TaskId::MAIN) else {
                    continue;
                };
                let failed = match event.kind {
                    EventKind::Attempt { number } => {
                        attempts.insert(task, number);
                        continue;
                    }
                    EventKind::AttemptFailed {
                        why: AttemptFailure::Failed,
                        ..
                    } => true,
                    EventKind::Finished { .. } => false,
                    _ => continue,
                };
                let attempt = attempts
                    .get(&task)
                    .copied()
                    .ok_or_else(|| format!("{task:?} ends unattempted"))?;
                if *known.entry((task, attempt)).or_insert(failed) != failed {
                    return Err(format!(
                        "attempt {attempt} of {task:?} has another result with {:?}",
                        variant.policy
                    ));
                }
            }
        }
        Ok(())
    });
}
