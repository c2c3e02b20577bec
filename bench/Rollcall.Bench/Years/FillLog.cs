using System.Text.Json;

namespace Rollcall.Bench.Years;

/// <summary>How filling went, summed up over its runs. It lies beside the data.</summary>
internal sealed class FillLog
{
    /// <summary>Interactions stored while the mover worked beside.</summary>
    public long Rows { get; set; }

    /// <summary>What they took, until all of them were in their months.</summary>
    public double Seconds { get; set; }

    /// <summary>Of them, those with text.</summary>
    public long TextRows { get; set; }

    public double TextSeconds { get; set; }

    /// <summary>Interactions a second while nothing was moved.</summary>
    public double Alone { get; set; }

    /// <summary>Interactions a second from the journal to their month while nothing was stored.</summary>
    public double Moving { get; set; }

    /// <summary>Interactions a second that the generator makes by itself.</summary>
    public double Generated { get; set; }

    /// <summary>Where the clock of the data stands.</summary>
    public DateTimeOffset? Clock { get; set; }

    public double PeopleSeconds { get; set; }

    public long PeakResidentMegabytes { get; set; }

    /// <summary>The largest that <c>project.db</c> with its log ever was.</summary>
    public long PeakJournalMegabytes { get; set; }

    public static FillLog Of(string folder) => File.Exists(PathIn(folder)) ? JsonSerializer.Deserialize<FillLog>(File.ReadAllText(PathIn(folder)))! : new();

    public void Save(string folder) => File.WriteAllText(PathIn(folder), JsonSerializer.Serialize(this));

    private static string PathIn(string folder) => Path.Combine(folder, "fill.json");
}
