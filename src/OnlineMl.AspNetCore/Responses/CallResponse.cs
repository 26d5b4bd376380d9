using System.Buffers;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.Client.Packing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>Answers predicts, learns and labels in the format that they ask for.</summary>
internal static class CallResponse
{
    /// <summary>Answers with JSON that is already written. It is sent when the request ends.</summary>
    public static void Write(HttpContext context, ReadOnlySpan<byte> json, int status = StatusCodes.Status200OK)
    {
        if (!FormatNegotiation.WantsPacked(context.Request))
        {
            JsonResponse.Write(context.Response, json, status);
            return;
        }

        var packed = JsonResponse.Buffers.Get();
        try
        {
            JsonToMessagePack.Write(json, packed);
            JsonResponse.Write(context.Response, packed.WrittenSpan, status, WireFormats.MessagePack);
        }
        finally
        {
            JsonResponse.Buffers.Return(packed);
        }
    }
}
