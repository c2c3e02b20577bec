using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Dashboard.Errors;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Hosting;

/// <summary>The one place where a refusal or a failure becomes an answer. Nothing of the inside (stack, engine, path) goes out.</summary>
internal static partial class Problems
{
    public const string MediaType = "application/problem+json";

    private const int SqliteFull = 13;

    public static IServiceCollection AddProblems(this IServiceCollection services) => services.AddExceptionHandler<ProblemExceptionHandler>();

    /// <summary>Answers for whatever failed or was left without a body further down: to programs in their form, to people with a page.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => pages.HttpContext.Request.Path.IsApi()
            ? Write(pages.HttpContext, ForStatus(pages.HttpContext))
            : ErrorAnswers.Show(pages.HttpContext, pages.HttpContext.Response.StatusCode));
    }

    /// <summary>Whether a path is read by programs, not by people.</summary>
    public static bool IsApi(this PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.IsNebuly();

    private static bool IsNebuly(this PathString path) => path.StartsWithSegments("/api/external", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/event-ingestion", StringComparison.OrdinalIgnoreCase);

    public static async Task Write(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        WaitAfter(response, problem);
        if (HttpMethods.IsHead(context.Request.Method))
            return;

        if (context.Request.Path.IsNebuly())
        {
            response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(response.Body, new DetailBody(problem.Detail), HostingJson.Default.DetailBody, context.RequestAborted);
            return;
        }

        response.ContentType = MediaType;
        var body = new ProblemBody(
            ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Code, problem.Detail, TraceId(context), problem.Errors);
        await JsonSerializer.SerializeAsync(response.Body, body, HostingJson.Default.ProblemBody, context.RequestAborted);
    }

    /// <summary>What is shown to the caller and written to the log, so that one leads to the other.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static void WaitAfter(HttpResponse response, Problem problem)
    {
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static Problem ForStatus(HttpContext context) => context.Response.StatusCode switch
    {
        400 => Problem.Of(400, "bad_request", "The request could not be read."),
        404 => Problem.Of(404, "not_found", $"There is nothing at {context.Request.Path}."),
        405 => Problem.Of(405, "method_not_allowed", $"{context.Request.Path} does not take {context.Request.Method}; allowed: {context.Response.Headers.Allow}."),
        408 => Problem.Of(408, "timeout", "The request took too long."),
        413 => Problem.Of(413, "too_large", "The body is larger than this path accepts."),
        415 => Problem.Of(415, "unsupported_media_type", $"'{context.Request.ContentType}' is not a content type that this path accepts."),
        429 => Problem.Of(429, "too_many_requests", "Too many requests.", retryAfter: TimeSpan.FromSeconds(10)),
        503 => Problem.Of(503, "unavailable", "The server cannot take this request at the moment.", retryAfter: TimeSpan.FromSeconds(5)),
        var status => Problem.Of(status, $"http_{status}", ReasonPhrases.GetReasonPhrase(status)),
    };

    private sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException)
                return true;   // nobody is there to be answered
            var problem = exception switch
            {
                BadHttpRequestException bad => Refused(bad),
                StoreUnavailableException { IsDiskFull: true } => DiskFull(httpContext, exception),
                // A store that was closed under a request, because its project was changed or nobody asked for it any more: the next attempt finds the new one.
                ObjectDisposedException { ObjectName: var closed } when closed == typeof(ProjectStore).FullName => StoreBusy(httpContext, exception),
                StoreUnavailableException or StoreFormatException => StoreBusy(httpContext, exception),
                _ when InRegistry(exception) is { } sqlite => sqlite.SqliteErrorCode == SqliteFull ? DiskFull(httpContext, exception) : StoreBusy(httpContext, exception),
                _ => Failed(httpContext, exception),
            };
            if (httpContext.Response.HasStarted)
                return false;   // half an answer is out: the connection is cut, so that nobody takes it for a whole one
            if (httpContext.Request.Path.IsApi())
            {
                await Write(httpContext, problem);
            }
            else
            {
                WaitAfter(httpContext.Response, problem);
                await ErrorAnswers.Show(httpContext, problem.Status);
            }

            return true;
        }

        private static Problem Refused(BadHttpRequestException bad) => bad.StatusCode switch
        {
            408 => Problem.Of(408, "timeout", "The body came too slowly."),
            413 => Problem.Of(413, "too_large", "The body is larger than this path accepts."),
            415 => Problem.Of(415, "unsupported_media_type", "The content type is not one that this path accepts."),
            var status => Problem.Of(status, "bad_request", "The request could not be read."),
        };

        // Entity Framework wraps what the registry's file said, once or twice.
        private static SqliteException? InRegistry(Exception exception)
            => exception as SqliteException ?? (exception is DbUpdateException or InvalidOperationException ? exception.InnerException as SqliteException : null);

        private Problem DiskFull(HttpContext context, Exception exception)
        {
            NotStored(logger, exception, context.Request.Method, context.Request.Path, TraceId(context));
            return Problem.Of(507, "disk_full", "The server's disk is full; reading goes on. Nothing of this request was stored.", retryAfter: TimeSpan.FromSeconds(30));
        }

        private Problem StoreBusy(HttpContext context, Exception exception)
        {
            NotStored(logger, exception, context.Request.Method, context.Request.Path, TraceId(context));
            return Problem.Of(503, "store_unavailable", "The store cannot take this request at the moment. What it would have written is not acknowledged.", retryAfter: TimeSpan.FromSeconds(5));
        }

        private Problem Failed(HttpContext context, Exception exception)
        {
            Unhandled(logger, exception, context.Request.Method, context.Request.Path, TraceId(context));
            return Problem.Of(500, "internal_error", "Something went wrong here; the trace id leads to it in the log.");
        }

        [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "{Method} {Path} found its store unavailable, trace {TraceId}")]
        private static partial void NotStored(ILogger logger, Exception exception, string method, string path, string traceId);

        [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "{Method} {Path} failed, trace {TraceId}")]
        private static partial void Unhandled(ILogger logger, Exception exception, string method, string path, string traceId);
    }
}
