namespace Rollcall.Server.Wire;

/// <summary>An answer whose JSON is made already.</summary>
internal sealed class JsonBytes(int status, ReadOnlyMemory<byte> body, string contentType = "application/json; charset=utf-8") : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
