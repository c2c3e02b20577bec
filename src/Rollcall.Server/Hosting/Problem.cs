using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Rollcall.Server.Hosting;

/// <summary>One fault of a request: where it is (<c>users[3].active_from</c>, or a parameter's name), a stable code, and words.</summary>
public sealed record ProblemError(string Path, string Code, string Message);

/// <summary>
/// A refusal, as a typed result. Native paths get RFC 9457 problem details with a stable <c>code</c>; Nebuly's paths get
/// <c>{"detail": "..."}</c>, as its clients expect.
/// </summary>
public sealed class Problem : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private Problem(int status, string code, string detail, IReadOnlyList<ProblemError>? errors, TimeSpan? retryAfter)
        => (Status, Code, Detail, Errors, RetryAfter) = (status, code, detail, errors, retryAfter);

    public int Status { get; }

    public string Code { get; }

    public string Detail { get; }

    public IReadOnlyList<ProblemError>? Errors { get; }

    public TimeSpan? RetryAfter { get; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <param name="status">The HTTP status.</param>
    /// <param name="code">Stable, snake_case; clients and tests depend on it.</param>
    /// <param name="detail">One sentence that names the offending value and what would be accepted; may change.</param>
    /// <param name="errors">Every fault of the request, with its place.</param>
    /// <param name="retryAfter">Always given with 429 and 503.</param>
    public static Problem Of(int status, string code, string detail, IReadOnlyList<ProblemError>? errors = null, TimeSpan? retryAfter = null)
        => new(status, code, detail, errors, retryAfter);

    /// <summary>Several faults of one request: 422 with all of them.</summary>
    public static Problem Invalid(IReadOnlyList<ProblemError> errors, int status = StatusCodes.Status422UnprocessableEntity)
        => Of(status, "invalid_request", errors is [var only] ? only.Message : $"The request has {errors.Count} faults.", errors);

    public async Task ExecuteAsync(HttpContext httpContext) => await Problems.Write(httpContext, this);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(ProblemBody), [Problems.MediaType]));
}
