using Rollcall.Storage.Erasing;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;

namespace Rollcall.Storage.Tests.Erasing;

/// <summary>Short forms for what tests of erasures say often.</summary>
internal static class Erasures
{
    public static async Task<long> EraseAll(this ProjectStore store, Erasure erasure) => (await store.Erase(erasure, null, CancellationToken.None)).Outcome.Erased;

    /// <summary>Waits until nothing of what was erased is on the disk.</summary>
    public static Task UntilErased(this StoreFolder folder, ProjectStore store) => folder.Until(() => folder.Journal("SELECT count(*) FROM erasure") == 0, "erasing", store);
}
