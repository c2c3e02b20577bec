using System.Globalization;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Wire;

/// <summary>Refusals of native paths as problem details.</summary>
internal static class Refusals
{
    public static Problem ToProblem(this Faults faults)
        => Problem.Invalid([.. faults.List.Select(fault => fault.ToProblemError())]);

    /// <summary>Parameters of a query that are wrong: 422 with each by its name.</summary>
    public static Problem ToProblem(this BodyFault fault, long limit, string taken = "") => fault switch
    {
        BodyFault.TooLarge => Problem.Of(413, "too_large", string.Create(CultureInfo.InvariantCulture, $"The body has more than {limit} bytes after decompression.{taken}")),
        BodyFault.UnknownEncoding => Problem.Of(415, "unsupported_encoding", "The Content-Encoding is not one that is accepted: gzip, or none."),
        BodyFault.BrokenGzip => Problem.Of(422, "invalid_gzip", $"The body is not whole, valid gzip.{taken}"),
        _ => Problem.Of(400, "body_cut_short", $"The body ended before it was whole.{taken}"),
    };

    /// <summary>Why the store did not take a write. <paramref name="places"/> puts the faults of people where they stand in the body.</summary>
    public static Problem ToProblem(this StoreRefusal refusal, Func<PersonFault, Place>? places = null, string taken = "") => refusal switch
    {
        StoreRefusal.Faulty faulty => Problem.Invalid(
            [.. faulty.Faults.Select(fault => new ProblemError((places?.Invoke(fault) ?? Place.Root).ToString(), fault.Code, fault.Message))]),
        StoreRefusal.KeyReused => Problem.Of(422, refusal.Code, refusal.Message),
        StoreRefusal.KeyInProgress => Problem.Of(409, refusal.Code, refusal.Message, retryAfter: refusal.RetryAfter),
        StoreRefusal.Full => Problem.Of(507, refusal.Code, refusal.Message + taken, retryAfter: refusal.RetryAfter),
        _ => Problem.Of(503, refusal.Code, refusal.Message + taken, retryAfter: refusal.RetryAfter ?? TimeSpan.FromSeconds(5)),
    };
}
