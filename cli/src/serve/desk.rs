//! The engine's thread. It takes work one piece after another, so that nobody writes between the engine's reading and writing,
//! and the wrapping of keys keeps no asynchronous thread busy.
//!
//! Pieces that wait together are one write to the disk: the answers leave after it, and none of them leaves when it fails.

use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::core::Core;

/// Pieces of work that may wait.
const QUEUE: usize = 1024;
/// Pieces of work in one write.
const BATCH: usize = 64;
/// How long an answer may take to come.
const WITHIN: Duration = Duration::from_secs(10);

/// What the thread is handed; nothing is the end.
type Work = Option<Piece>;
type Piece = Box<dyn FnOnce(&mut Core) -> Reply + Send>;
/// Called with whether everything was written.
type Reply = Box<dyn FnOnce(bool) + Send>;

/// No answer: the service stops, has too much to do, or could not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoAnswer;

/// Hands work to the engine's thread.
pub(crate) struct Desk(mpsc::Sender<Work>);

/// The engine's thread, to be waited for.
pub(crate) struct Worker(JoinHandle<bool>);

impl Worker {
    /// Waits until the work that came before [`Desk::close`] is done and written.
    pub(crate) fn end(self) -> bool {
        self.0.join().unwrap_or(false)
    }
}

/// Starts the thread.
///
/// # Errors
/// The system has no thread to give.
pub(crate) fn open(core: Core) -> std::io::Result<(Desk, Worker)> {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let worker = thread::Builder::new()
        .name("engine".to_owned())
        .spawn(move || work(core, receiver))?;
    Ok((Desk(sender), Worker(worker)))
}

impl Desk {
    /// Lets the engine's thread do `work`, and gives what came of it once it is written.
    ///
    /// # Errors
    /// [`NoAnswer`]. What was asked for may have happened or not.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Core) -> T + Send + 'static,
    ) -> Result<T, NoAnswer> {
        let (sender, receiver) = oneshot::channel();
        let work: Piece = Box::new(move |core| {
            let done = work(core);
            Box::new(move |written| {
                // Whoever asked may have gone.
                let _ = sender.send(written.then_some(done));
            })
        });
        let asked = async {
            self.0.send(Some(work)).await.map_err(|_| NoAnswer)?;
            receiver.await.ok().flatten().ok_or(NoAnswer)
        };
        tokio::time::timeout(WITHIN, asked).await.unwrap_or(Err(NoAnswer))
    }
}

impl Desk {
    /// Takes no more work. Connections that are still there get [`NoAnswer`].
    pub(crate) async fn close(&self) {
        // Without a thread it is closed already.
        let _ = self.0.send(None).await;
    }
}

fn work(mut core: Core, mut waiting: mpsc::Receiver<Work>) -> bool {
    let mut open = true;
    while open && let Some(Some(first)) = waiting.blocking_recv() {
        let mut replies = vec![first(&mut core)];
        while replies.len() < BATCH
            && core.writes_together()
            && let Ok(next) = waiting.try_recv()
        {
            match next {
                Some(next) => replies.push(next(&mut core)),
                None => {
                    open = false;
                    break;
                }
            }
        }
        let written = core.write();
        for reply in replies {
            reply(written);
        }
    }
    core.close()
}
