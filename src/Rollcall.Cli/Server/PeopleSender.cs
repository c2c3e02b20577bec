using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rollcall.Cli.Server;

/// <summary>
/// Sends people in requests of at most 5,000 and about 8 MB. An id may stand in a request once, so what is said of a person a second time goes
/// into a second round, sent after the first; the order for each person is kept.
/// </summary>
internal sealed partial class PeopleSender(RollcallServer server, Rejections rejections)
{
    public const int MaxUsers = 5_000;
    private const int MaxBytes = 8_000_000;   // the server takes 10 MB

    private readonly record struct User(long Line, byte[] Json);

    private readonly List<List<User>> _rounds = [];
    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);
    private long _bytes;

    public long Sent { get; private set; }

    public long Inserted { get; private set; }

    public long Updated { get; private set; }

    public long Unchanged { get; private set; }

    public async Task Add(string endUser, long line, byte[] json, CancellationToken ct)
    {
        var id = Identity(endUser);
        var round = _times.GetValueOrDefault(id);
        if (_bytes + json.Length > MaxBytes || (round < _rounds.Count && _rounds[round].Count == MaxUsers))
        {
            await Flush(ct);
            round = 0;
        }

        if (round == _rounds.Count)
            _rounds.Add([]);
        _rounds[round].Add(new User(line, json));
        _times[id] = round + 1;
        _bytes += json.Length + 1;
    }

    public async Task Flush(CancellationToken ct)
    {
        foreach (var round in _rounds)
            await Send(round, ct);
        _rounds.Clear();
        _times.Clear();
        _bytes = 0;
    }

    // A refused request changes nothing: leave out the people at fault and send the others.
    private async Task Send(List<User> users, CancellationToken ct)
    {
        while (users.Count > 0)
        {
            try
            {
                var answer = await server.PutPeople(Body(users), ct);
                Sent += users.Count;
                Inserted += answer.Inserted;
                Updated += answer.Updated;
                Unchanged += answer.Unchanged;
                return;
            }
            catch (ServerException refused)
            {
                var faults = refused.Faults.Select(fault => (Fault: fault, At: PlaceOf(fault.Path))).Where(fault => fault.At >= 0 && fault.At < users.Count).ToList();
                if (faults.Count == 0)
                    throw;
                foreach (var (fault, at) in faults.DistinctBy(fault => fault.At).OrderBy(fault => fault.At))
                    rejections.Add(users[at].Line, fault.Code, fault.Message);
                var bad = faults.Select(fault => fault.At).ToHashSet();
                users = [.. users.Where((_, at) => !bad.Contains(at))];
            }
        }
    }

    private static byte[] Body(List<User> users)
    {
        using var body = new MemoryStream();
        body.Write("{\"users\":["u8);
        for (var i = 0; i < users.Count; i++)
        {
            if (i > 0)
                body.WriteByte((byte)',');
            body.Write(users[i].Json);
        }

        body.Write("]}"u8);
        return body.ToArray();
    }

    // As the server tells ids apart: trimmed, NFC, addresses without case.
    private static string Identity(string endUser)
    {
        var id = endUser.Trim().Normalize(NormalizationForm.FormC);
        return id.Contains('@', StringComparison.Ordinal) ? id.ToUpperInvariant() : id;
    }

    private static int PlaceOf(string? path) =>
        UserPath().Match(path ?? "") is { Success: true } match && int.TryParse(match.Groups["place"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? at
            : -1;

    [GeneratedRegex(@"users\D{1,2}(?<place>[0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserPath();
}
