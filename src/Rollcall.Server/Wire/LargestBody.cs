using Microsoft.AspNetCore.Http.Metadata;

namespace Rollcall.Server.Wire;

/// <summary>Bytes that a path takes off the wire at the most. What counts is the limit after decompression; gzip of noise may be a little longer than the noise.</summary>
internal sealed class LargestBody(long limit) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize { get; } = limit + (limit / 100) + 65_536;
}
