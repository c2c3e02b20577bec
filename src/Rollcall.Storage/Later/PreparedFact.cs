using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Later;

/// <summary>A later fact as it waits on disk, with all that can be worked out on the sender's thread.</summary>
/// <param name="Identity">Tells a fact sent twice.</param>
/// <param name="Folded">Whose.</param>
/// <param name="Time">UTC microseconds.</param>
/// <param name="InputHash">Of the input; null where it is not named.</param>
/// <param name="OutputHash">Of the output; null where it is not named.</param>
/// <param name="Tags">JSON object; an empty value takes the tag away. Null for feedback.</param>
/// <param name="Feedback">JSON object. Null for tags.</param>
internal sealed record PreparedFact(UInt128 Identity, string Folded, long Time, long? InputHash, long? OutputHash, string? Tags, string? Feedback)
{
    public bool NamesTexts => InputHash is not null || OutputHash is not null;

    /// <summary>When the interaction may have begun at the earliest, UTC microseconds.</summary>
    public long Earliest => Tags is not null ? Time : Time - (NamesTexts ? LaterFact.ReachByText : LaterFact.Reach);

    /// <summary>When it may have begun at the latest.</summary>
    public long Latest => Tags is null && NamesTexts ? Time + LaterFact.Day : Time;

    public int Bytes => 512 + (2 * ((Tags?.Length ?? 0) + (Feedback?.Length ?? 0)));

    public static PreparedFact Of(LaterFact fact)
    {
        var folded = EndUserId.Fold(EndUserId.Clean(fact.EndUser));
        var (input, output) = (SentText.Hash(folded, fact.Input), SentText.Hash(folded, fact.Output));
        return fact switch
        {
            LaterFact.Tags tags => Tagged(LaterText.OfTags(tags.Values)),
            LaterFact.Feedback given => new(
                IdentityOf("feedback", folded, Number(fact.Time), Number(input), Number(output), given.Slug, given.TextAsSent ?? given.Text, Number(given.Value)),
                folded, fact.Time, input, output, null, LaterText.OfFeedback(given, Timestamp.FromMicroseconds(fact.Time))),
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, null),
        };

        PreparedFact Tagged(string json) =>
            new(IdentityOf("tags", folded, Number(fact.Time), Number(input), Number(output), json), folded, fact.Time, input, output, json, null);
    }

    /// <summary>Whether an interaction of this person may be the one that is meant.</summary>
    public bool Fits(long timeStart, long? inputHash, long? outputHash) =>
        (InputHash is null || InputHash == inputHash) && (OutputHash is null || OutputHash == outputHash)
        && timeStart >= Earliest && timeStart <= Latest;

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    // Lengths come first, so that no two lists of parts are the same text.
    private static UInt128 IdentityOf(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}");
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
