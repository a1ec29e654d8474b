//! What always holds of a bundle: made once it is what is wanted, in whichever order things
//! are declared, and what can be carried is.

use std::collections::BTreeMap;

use forecert::bundle::holding::oauth_hosts;
use forecert::bundle::state::{Standing, check, settled};
use forecert::bundle::{self, Deed, Place, Task, Wishes};
use forecert::desired::Desired;
use forecert::pfx::Password;
use forecert::store;

use crate::world::{World, collect};

/// What a run of `bundle` found and did.
struct Carried {
    /// How many folders were what is wanted already.
    left: usize,
    made: usize,
    left_out: usize,
    /// What `verify` would say afterwards.
    findings: Vec<String>,
}

impl World {
    /// Whatever there is: a second bundle makes nothing.
    pub fn carries(&self) {
        let (Some(desired), Some(turned)) = (self.desired(false), self.desired(true)) else {
            return;
        };
        let wishes = Wishes {
            partial: false,
            zip: true,
        };
        let first = self.carry(&desired, wishes);
        assert_eq!(first.left, 0);
        assert_eq!(first.findings, [""; 0]);
        let files = || {
            let mut files = BTreeMap::new();
            let root = self.layout(&desired).base;
            collect(&root, &root.join("bundle"), &mut files);
            files
        };
        let before = files();
        for desired in [&desired, &turned] {
            let again = self.carry(desired, wishes);
            let counts = (again.left, again.made, again.left_out);
            assert_eq!(counts, (first.made, 0, first.left_out));
            assert_eq!(again.findings, [""; 0]);
            assert!(before == files());
        }
    }

    /// Where everything is in order nothing is left out.
    pub fn carries_everything(&self) {
        let desired = self.desired(false).expect("a pool");
        let carried = self.carry(&desired, Wishes::default());
        assert_eq!(carried.left_out, 0);
        assert_eq!(carried.made, desired.machines.len());
        self.carries_again(&desired);
    }

    fn carries_again(&self, desired: &Desired) {
        let again = self.carry(desired, Wishes::default());
        assert_eq!((again.made, again.left_out), (0, 0));
    }

    fn carry(&self, desired: &Desired, wishes: Wishes) -> Carried {
        let layout = self.layout(desired);
        let directory = layout.base.join("bundle");
        let inventory = self.read(desired);
        let plan = self.plan(desired, &inventory);
        let hosts = oauth_hosts(desired);
        let standing = || -> BTreeMap<String, Standing> {
            let folders = store::read_folders(&directory)
                .expect("folders")
                .into_iter();
            folders
                .map(|(name, content)| (name, Standing::new(content)))
                .collect()
        };
        store::recover_folders(&directory).expect("nothing is in the way");
        let there = standing();
        let settled = settled(there.values());
        let design = bundle::design(desired, &inventory, &plan, &hosts, &settled);
        let mut tasks = bundle::tasks(&design, &there, wishes);
        let password = Password::new("Correct horse".to_owned().into());
        bundle::recheck(&design, &there, &mut tasks, |_| Some(&password));
        let place = Place {
            layout: &layout,
            directory: &directory,
        };
        let deeds = bundle::build(&design, &there, &tasks, |_| Some(&password), &place, wishes);
        for deed in &deeds {
            assert!(!matches!(deed, Deed::Failed(_)), "{deed:?}");
        }
        let count = |wanted: fn(&Deed) -> bool| deeds.iter().filter(|deed| wanted(deed)).count();
        // What is left out does not fit, and what was made before it does not either.
        let findings = check(&design.blueprints, &standing(), "bundle").into_iter();
        let findings = findings.map(|finding| finding.message);
        Carried {
            left: tasks.iter().filter(|task| **task == Task::Leave).count(),
            made: count(|deed| matches!(deed, Deed::Made)),
            left_out: count(|deed| matches!(deed, Deed::LeftOut { .. })),
            findings: findings.collect(),
        }
    }
}
