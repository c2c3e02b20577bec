using System.Globalization;

namespace Rollcall.Bench.Soak;

/// <summary>How long requests of one kind took, each from when it was sent and from when it was due. Thread-safe.</summary>
internal sealed class Acknowledgements(string name)
{
    public const double Stall = 250;   // milliseconds

    private readonly Lock _gate = new();
    private readonly List<float> _sent = [];
    private readonly List<float> _due = [];
    private readonly List<(DateTimeOffset At, double Milliseconds)> _stalls = [];

    /// <summary>When requests were acknowledged that took longer than <see cref="Stall"/>, and how long.</summary>
    public IReadOnlyList<(DateTimeOffset At, double Milliseconds)> Stalls => _stalls;

    public void Add(double sinceSent, double sinceDue)
    {
        lock (_gate)
        {
            _sent.Add((float)sinceSent);
            _due.Add((float)sinceDue);
            if (sinceSent > Stall)
                _stalls.Add((TimeProvider.System.GetUtcNow(), sinceSent));
        }
    }

    /// <summary>Rows of a table: p50, p99, p99.9 and the longest, in milliseconds.</summary>
    public override string ToString() => $"{Row($"{name}, from sending", _sent)}\n{Row($"{name}, from when it was due", _due)}";

    private static string Row(string title, List<float> times)
    {
        float[] sorted = [.. times.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"| {title} | {sorted.Length:N0} | {At(0.5):0.0} | {At(0.99):0.0} | {At(0.999):0.0} | {At(1):0} |");

        float At(double share) => sorted.Length == 0 ? float.NaN : sorted[(int)((sorted.Length - 1) * share)];
    }
}
