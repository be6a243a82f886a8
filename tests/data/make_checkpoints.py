#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/checkpoints: small files as PyTorch and timm write them, and hostile ones.
Needs Debian's python3-torch; the files are kept in the repository, so that the tests need neither.

usage: make_checkpoints.py [FOLDER]
"""
import argparse
import json
import os
import struct
import sys
import zipfile
from collections import OrderedDict

import torch

DIM, DEPTH, CLASSES, PATCH, GRID, STEM = 8, 2, 3, 4, 2, 4


def values(name, shape, shift=0):
    """What the tests compute again: exact in every floating-point type."""
    count = 1
    for size in shape:
        count *= size
    return torch.tensor([((7 * i + 3 * len(name) + shift) % 41 - 20) / 32 for i in range(count)]).reshape(shape)


def shapes(family):
    ratio = 4 if family == 'deit' else 3
    result = OrderedDict([('cls_token', (1, 1, DIM)), ('pos_embed', (1, GRID * GRID + 1, DIM))])
    if family == 'deit':
        result['patch_embed.proj.weight'] = (DIM, 3, PATCH, PATCH)
    else:
        for i in (1, 2, 3):
            result[f'patch_embed.conv{i}.weight'] = (STEM, 3, 7, 7) if i == 1 else (STEM, STEM, 3, 3)
            for part in ('weight', 'bias', 'running_mean', 'running_var'):
                result[f'patch_embed.bn{i}.{part}'] = (STEM,)
        result['patch_embed.proj.weight'] = (DIM, STEM, PATCH // 2, PATCH // 2)
    result['patch_embed.proj.bias'] = (DIM,)
    for i in range(DEPTH):
        for norm in ('norm1', 'norm2'):
            result[f'blocks.{i}.{norm}.weight'] = (DIM,)
            result[f'blocks.{i}.{norm}.bias'] = (DIM,)
        result[f'blocks.{i}.attn.qkv.weight'] = (3 * DIM, DIM)
        if family == 'deit':
            result[f'blocks.{i}.attn.qkv.bias'] = (3 * DIM,)
        result[f'blocks.{i}.attn.proj.weight'] = (DIM, DIM)
        result[f'blocks.{i}.attn.proj.bias'] = (DIM,)
        result[f'blocks.{i}.mlp.fc1.weight'] = (ratio * DIM, DIM)
        result[f'blocks.{i}.mlp.fc1.bias'] = (ratio * DIM,)
        result[f'blocks.{i}.mlp.fc2.weight'] = (DIM, ratio * DIM)
        result[f'blocks.{i}.mlp.fc2.bias'] = (DIM,)
    for name in ('norm', 'head') + (('aux_head',) if family == 'lvvit' else ()):
        rows = () if name == 'norm' else (CLASSES,)
        result[f'{name}.weight'] = rows + (DIM,)
        result[f'{name}.bias'] = rows or (DIM,)
    return result


def state_dict(family='deit', shift=0, prefix=''):
    tensors = OrderedDict((prefix + name, values(name, shape, shift)) for name, shape in shapes(family).items())
    tensors._metadata = OrderedDict([('', {'version': 1})])  # as Module.state_dict() has it
    return tensors


def write_safetensors(path, tensors):
    header, blobs, offset = {'__metadata__': {'format': 'pt'}}, [], 0
    for name in sorted(tensors):
        blob = struct.pack(f'<{tensors[name].numel()}f', *tensors[name].flatten().tolist())
        header[name] = {'dtype': 'F32', 'shape': list(tensors[name].shape), 'data_offsets': [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(blobs))


class RunsCommand:
    """What a hostile pickle does: unpickling it in Python runs a command."""

    def __reduce__(self):
        return os.system, ('echo run > pivot_pickle_was_run',)


# Hand-made pickles, opcode by opcode.
def text(value):
    return b'X' + struct.pack('<I', len(value)) + value.encode()


def integer(value):
    if value < 1 << 31:
        return b'J' + struct.pack('<i', value)
    return b'\x8a\x09' + value.to_bytes(9, 'little') if value >= 1 << 63 else b'\x8a\x08' + value.to_bytes(8, 'little')


def numbers(items):
    return b'(' + b''.join(integer(item) for item in items) + b't'


def tensor(count, offset, shape, stride, key='0'):
    storage = b'(' + text('storage') + b'ctorch\nFloatStorage\n' + text(key) + text('cpu') + integer(count) + b'tQ'
    return (b'ctorch._utils\n_rebuild_tensor_v2\n(' + storage + integer(offset) + numbers(shape) + numbers(stride) +
            b'\x89ccollections\nOrderedDict\n)RtR')


def pickled_dict(entries):
    return b'\x80\x02}(' + b''.join(text(key) + value for key, value in entries.items()) + b'u.'


def hand_made(path, pickle, entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, 'w', compression) as archive:
        for name, data in {'data.pkl': pickle, **entries, 'version': b'3\n'}.items():
            archive.writestr(zipfile.ZipInfo('archive/' + name), data, compression)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'checkpoints')
    os.makedirs(os.path.join(folder, 'timm_hub'), exist_ok=True)

    def path(name):
        return os.path.join(folder, name)

    # As people have them.
    write_safetensors(path('timm_hub/model.safetensors'), state_dict())
    with open(path('timm_hub/config.json'), 'w') as file:
        json.dump({'architecture': 'deit_tiny_patch16_224', 'num_classes': CLASSES, 'num_features': DIM,
                   'global_pool': 'token',
                   'model_args': {'img_size': GRID * PATCH, 'patch_size': PATCH, 'embed_dim': DIM, 'depth': DEPTH,
                                  'num_heads': 2},
                   'pretrained_cfg': {'tag': 'test', 'custom_load': False, 'input_size': [3, GRID * PATCH, GRID * PATCH],
                                      'interpolation': 'bicubic', 'crop_pct': 0.9, 'crop_mode': 'center',
                                      'mean': [0.485, 0.456, 0.406], 'std': [0.229, 0.224, 0.225],
                                      'num_classes': CLASSES, 'first_conv': 'patch_embed.proj', 'classifier': 'head'}},
                  file, indent=2)
        file.write('\n')
    torch.save({'model': state_dict()}, path('official_deit.pth'))
    with_predictor = state_dict(shift=5)
    with_predictor['score_predictor.0.in_conv.0.weight'] = torch.ones(DIM)
    averaged = state_dict()
    averaged['score_predictor.0.in_conv.0.weight'] = torch.ones(DIM)
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.ones(4))])
    optimizer.param_groups[0]['params'][0].sum().backward()
    optimizer.step()
    torch.save({'model': with_predictor, 'optimizer': optimizer.state_dict(), 'epoch': 7, 'model_ema': averaged,
                'scaler': {'scale': 65536.0}, 'args': argparse.Namespace(lr=1e-4, model='deit_small', tags=['a', None])},
               path('authors.pth'))
    flat = state_dict('lvvit', prefix='module.')
    for i in (1, 2, 3):
        flat[f'module.patch_embed.bn{i}.num_batches_tracked'] = torch.tensor(1000)
    torch.save(flat, path('flat_lvvit.pth.tar'))
    # The same tensors in every layout that torch writes: parameters, transposed, cut out of one storage, narrow types.
    odd = state_dict()
    for name in list(odd):
        if name.endswith('fc1.weight'):
            odd[name] = odd[name].t().contiguous().t()
        elif name.endswith('qkv.bias'):
            odd[name] = torch.cat([torch.zeros(5), odd[name], torch.zeros(3)])[5:-3]
        elif name.endswith('norm1.weight'):
            odd[name] = odd[name].half()
        elif name.endswith('norm1.bias'):
            odd[name] = odd[name].bfloat16()
        elif name.endswith('norm2.weight'):
            odd[name] = odd[name].double()
        elif name.startswith('head'):
            odd[name] = torch.nn.Parameter(odd[name])
    torch.save({'state_dict': odd, 'epoch': 1}, path('odd_layouts.pth'), pickle_protocol=4)

    # Formats that are refused by name.
    torch.save({'model': state_dict()}, path('legacy.pth'), _use_new_zipfile_serialization=False)
    torch.save({'model': torch.nn.Linear(2, 2)}, path('whole_module.pth'))
    torch.jit.script(torch.nn.Linear(2, 2)).save(path('torchscript.pt'))

    # Hostile.
    torch.save({'model': state_dict(), 'evil': RunsCommand()}, path('runs_command_aside.pth'))
    torch.save(RunsCommand(), path('runs_command.pth'))
    needed = state_dict()
    needed['head.weight'] = RunsCommand()
    torch.save({'model': needed}, path('runs_command_for_a_tensor.pth'))
    floats = struct.pack('<10f', *range(10))
    one = {'data/0': floats}
    hand_made(path('tensor_outside_storage.pth'), pickled_dict({'cls_token': tensor(10, 4, [1, 1, 8], [8, 8, 1])}), one)
    hand_made(path('tensor_negative_offset.pth'), pickled_dict({'cls_token': tensor(10, -4, [1, 1, 8], [8, 8, 1])}), one)
    hand_made(path('tensor_overflowing_shape.pth'),
              pickled_dict({'cls_token': tensor(10, 0, [1 << 40, 1 << 40], [0, 0])}), one)
    hand_made(path('tensor_expanded.pth'), pickled_dict({'cls_token': tensor(10, 0, [1 << 30, 1 << 20], [0, 0])}), one)
    hand_made(path('storage_shorter_than_said.pth'), pickled_dict({'cls_token': tensor(11, 0, [11], [1])}), one)
    hand_made(path('storage_missing.pth'), pickled_dict({'cls_token': tensor(10, 0, [10], [1], '7')}), one)
    hand_made(path('big_endian.pth'), pickled_dict({'cls_token': tensor(10, 0, [10], [1])}), {**one, 'byteorder': b'big'})
    hand_made(path('no_pickle.pth'), b'', {})
    hand_made(path('compressed.pth'), pickled_dict({'cls_token': tensor(10, 0, [1, 1, 10], [10, 10, 1])}), one,
              zipfile.ZIP_DEFLATED)


if __name__ == '__main__':
    main()
