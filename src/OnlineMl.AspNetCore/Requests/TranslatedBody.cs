using System.Buffers;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Responses;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>The body of a predict, learn or label as JSON, whichever format it came in.</summary>
internal readonly ref struct TranslatedBody
{
    private readonly ArrayBufferWriter<byte>? _translated;

    /// <summary>Takes a body.</summary>
    /// <param name="request">Says its format.</param>
    /// <param name="body">The body; it must stay until this is released.</param>
    /// <param name="maxBytes">How long it may be as JSON.</param>
    /// <exception cref="Contracts.OnlineMlException">It is no MessagePack though it should be.</exception>
    public TranslatedBody(HttpRequest request, scoped in ReadOnlySequence<byte> body, int maxBytes)
    {
        if (!FormatNegotiation.IsPacked(request))
        {
            Json = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
            return;
        }

        _translated = JsonResponse.Buffers.Get();
        try
        {
            FormatNegotiation.Translate(body, _translated, maxBytes);
        }
        catch
        {
            JsonResponse.Buffers.Return(_translated);
            throw;
        }

        Json = _translated.WrittenSpan;
    }

    public ReadOnlySpan<byte> Json { get; }

    /// <summary>Gives back what the JSON stands in.</summary>
    public void Release()
    {
        if (_translated is not null)
        {
            JsonResponse.Buffers.Return(_translated);
        }
    }
}
